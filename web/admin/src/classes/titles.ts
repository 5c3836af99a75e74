/** Titles come in several languages; a person reads theirs, else the nearest. */

type Titles = Readonly<Record<string, string>>;

/** The title in that language, else in English, else the first there is. */
export function titleIn(titles: Titles, language: string): string {
  const near = Object.keys(titles).find((tag) => tag.split("-")[0] === language.split("-")[0]);
  const wanted = [language, near, "en", ...Object.keys(titles)];
  return wanted.map((tag) => tag && titles[tag]).find((title) => title) ?? "";
}

/** What the language is called in the language of the page: ("ko", "en") -> "Korean". */
export function languageName(tag: string, language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag;
}
