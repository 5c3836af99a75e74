/** What a person would type after dropping a file, proposed from its name. Pure. */

const MARKS_OF_A_TAKE = /\b(takes?|final|master|edit(ed)?|export|video|vid|mov|img|gt|v)[ _-]*\d*\b/gi;
const SEPARATORS = /[\s_.\-–—]+/g;

/** "spring-combo-1_take-3.mov" -> "Spring combo 1"; what only names a camera's file gives "". */
export function titleOfFile(filename: string): string {
  const words = stemOf(filename).replace(SEPARATORS, " ").replace(MARKS_OF_A_TAKE, " ");
  const title = words.replace(/\s+/g, " ").trim();
  return /\p{L}/u.test(title) ? capital(title) : "";
}

/** "Sectoid - Escape from Chaosland.ogg" -> its title and artist; without a dash all is title. */
export function songOfFile(filename: string): Readonly<{ title: string; artist: string }> {
  const stem = stemOf(filename)
    .replace(/_/g, " ")
    .replace(/^\d{1,3}[\s.-]+(?=\p{L})/u, "");
  const [first = "", ...rest] = stem.split(/\s+[-–—]\s+/);
  if (rest.length > 0) return { title: tidy(rest.join(" - ")), artist: tidy(first) };
  return { title: capital(tidy(first.replace(/-/g, " "))), artist: "" };
}

const stemOf = (filename: string) => filename.replace(/\.[^.]{1,5}$/, "");
const tidy = (text: string) => text.replace(/\s+/g, " ").trim();
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const MOST_OF_A_SLUG = 60;

/** A title as an address: a-z, 0-9 and -. Korean is written as it sounds (Revised Romanization, by letter). */
export function slugOf(title: string): string {
  const latin = [...title.normalize("NFC")].map(romanised).join("").normalize("NFKD");
  const words =
    latin
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, MOST_OF_A_SLUG).replace(/-+$/, "");
}

/** The next one to try when a slug is taken: "combo" -> "combo-2" -> "combo-3". */
export function nextSlug(slug: string): string {
  const [, stem = slug, number] = /^(.*?)(?:-(\d{1,3}))?$/.exec(slug) ?? [];
  return `${stem}-${number === undefined ? 2 : Number(number) + 1}`;
}

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const INITIALS = "g kk n d tt r m b pp s ss _ j jj ch k t p h".split(" ");
const MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" ");
const FINALS = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ");

/** A syllable of Hangul in Latin letters; every other letter as it is. */
function romanised(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return letter;
  const place = code - FIRST_SYLLABLE;
  const [initial, medial, final] = [Math.floor(place / 588), Math.floor((place % 588) / 28), place % 28];
  return [INITIALS[initial], MEDIALS[medial], FINALS[final]].join("").replaceAll("_", "");
}
