/** What the app is, what it does with what it sees, and whose work it contains. */

import { RUNTIME_LEVEL } from "@eightcount/runtime";
import { useTranslation } from "react-i18next";

export function About() {
  const { t } = useTranslation("settings");
  return (
    <section className="settings-box">
      <h2>{t("about")}</h2>
      <p>{t("what")}</p>
      <p>{t("private")}</p>
      <p className="settings-faint">
        {t("install")} {t("level", { level: RUNTIME_LEVEL })}
      </p>
      <p>
        <a href={`${import.meta.env.BASE_URL}licences.txt`} target="_blank" rel="noreferrer">
          {t("licences")}
        </a>
      </p>
    </section>
  );
}
