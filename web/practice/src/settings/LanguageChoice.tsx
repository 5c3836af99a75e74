/** In which language the app speaks. */

import { useTranslation } from "react-i18next";
import { LANGUAGES, language, speak } from "../i18n";

const NAMES = { ko: "한국어", en: "English" } as const;

export function LanguageChoice() {
  const { t } = useTranslation("settings");
  return (
    <fieldset className="settings-box settings-languages">
      <legend>{t("language")}</legend>
      {LANGUAGES.map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="language"
            checked={language() === each}
            onChange={() => void speak(each)}
          />
          <span lang={each}>{NAMES[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
