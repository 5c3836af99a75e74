/**
 * Words in the person's language. Each room of the admin has its own file of words, `<language>/<room>.json`,
 * loaded when the room is first shown. No component holds a word of its own.
 */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT_AS = "eightcount.language";
const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { import: "default" });

const rooms: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, room, done) => {
    const load = files[`./${language}/${room}.json`];
    if (load === undefined) {
      done(new Error(`there are no words for ${room} in ${language}`), false);
      return;
    }
    load().then(
      (words) => done(null, words as never),
      (cause: unknown) => done(cause as Error, false),
    );
  },
};

export async function startI18n(): Promise<void> {
  await i18next
    .use(rooms)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: "en",
      ns: ["shell"],
      defaultNS: "shell",
      interpolation: { escapeValue: false }, // React escapes
    });
  document.documentElement.lang = i18next.language;
}

/** Change the language everywhere, at once and for the next visit. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  const wanted = [kept, ...navigator.languages].map((name) => name?.slice(0, 2));
  return (
    LANGUAGES.find((language) => language === wanted.find((name) => LANGUAGES.includes(name as Language))) ??
    "en"
  );
}
