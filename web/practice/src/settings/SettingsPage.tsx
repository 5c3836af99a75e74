/** The language, how late this device is, what lies on it, and what the app is made of. */

import { useTranslation } from "react-i18next";
import { Page } from "../app/parts";
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
      <StorageRoom />
      <KeptFilms />
      <About />
    </Page>
  );
}
