/** The language, how late this device is, what lies on it, and what the app is made of. */

import { IconAdjustments } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Button, Page } from "../app/parts";
import { UpdateNotice } from "../app/UpdateNotice";
import { KeptFilms } from "../film/KeptFilms";
import { About } from "./About";
import { LanguageChoice } from "./LanguageChoice";
import "./settings.css";
import { StorageRoom } from "./StorageRoom";

export function SettingsPage() {
  const { t } = useTranslation("settings");
  return (
    <Page title={t("title")} back="/">
      <UpdateNotice />
      <LanguageChoice />
      <section className="settings-box">
        <h2>{t("calibration")}</h2>
        <p>{t("calibrationWhy")}</p>
        <Button to="/settings/calibrate" icon={<IconAdjustments aria-hidden />}>
          {t("calibrate")}
        </Button>
      </section>
      <StorageRoom />
      <KeptFilms />
      <About />
    </Page>
  );
}
