/** Says that a newer version of the app is there, where nothing is interrupted by taking it. */

import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Button, Notice } from "./parts";
import { listenForUpdates, takeUpdate, updateIsThere } from "./updates";

export function UpdateNotice() {
  const { t } = useTranslation("app");
  const isThere = useSyncExternalStore(listenForUpdates, updateIsThere);
  if (!isThere) return null;
  return (
    <Notice tone="good">
      <p>{t("updateThere")}</p>
      <Button onClick={takeUpdate}>{t("updateTake")}</Button>
    </Notice>
  );
}
