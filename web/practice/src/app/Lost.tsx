/** An address that leads nowhere. */

import { useTranslation } from "react-i18next";
import { Notice, Page } from "./parts";

export function Lost() {
  const { t } = useTranslation("app");
  return (
    <Page title="Eightcount" back="/">
      <Notice tone="warn">{t("lost")}</Notice>
    </Page>
  );
}
