/**
 * Words of the app in two languages, one file a room; the file's name is the room's namespace. A person's choice is
 * kept on the device, else the browser's language counts.
 */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export type Language = "ko" | "en";

export const LANGUAGES: readonly Language[] = ["ko", "en"];
const CHOICE = "eightcount.language";

const files = import.meta.glob<Record<string, unknown>>("./{ko,en}/*.json", {
  eager: true,
  import: "default",
});

/** Words by language and room, as the files have them. */
export function wordsIn(language: Language): Record<string, Record<string, unknown>> {
  const rooms = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`));
  return Object.fromEntries(
    rooms.map(([path, words]) => [path.slice(5).replace(/\.json$/, ""), words] as const),
  );
}

/** Begins with the person's language; texts are there at once. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chosen() ?? spoken(),
    fallbackLng: "en",
    supportedLngs: LANGUAGES,
    defaultNS: "app",
    resources: { ko: wordsIn("ko"), en: wordsIn("en") },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language();
  i18next.on("languageChanged", () => {
    document.documentElement.lang = language();
  });
}

export function language(): Language {
  return i18next.language?.startsWith("ko") ? "ko" : "en";
}

/** Speaks it from now on, and at the next start. */
export async function speak(to: Language): Promise<void> {
  keep(to);
  await i18next.changeLanguage(to);
}

function chosen(): Language | null {
  try {
    const kept = localStorage.getItem(CHOICE);
    return LANGUAGES.find((each) => each === kept) ?? null;
  } catch {
    return null; // storage may be forbidden; then the browser's language counts
  }
}

function keep(to: Language): void {
  try {
    localStorage.setItem(CHOICE, to);
  } catch {
    return; // it holds until the page is closed
  }
}

function spoken(): Language {
  return (navigator.languages[0] ?? "").toLowerCase().startsWith("ko") ? "ko" : "en";
}
