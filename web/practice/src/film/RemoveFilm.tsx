/** Takes a film off the device, after one more question. */

import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Notice } from "../app/parts";
import { removeFilm } from "./kept";

export function RemoveFilm({ id, onRemoved }: { readonly id: string; readonly onRemoved: () => void }) {
  const { t } = useTranslation("film");
  const [asked, ask] = useState<"no" | "yes" | "failed">("no");
  if (asked === "no") {
    return (
      <Button icon={<IconTrash aria-hidden />} onClick={() => ask("yes")}>
        {t("remove")}
      </Button>
    );
  }
  return (
    <div className="film-row">
      {asked === "failed" && <Notice tone="bad">{t("notRemoved")}</Notice>}
      <Button onClick={() => ask("no")}>{t("keep")}</Button>
      <Button kind="danger" onClick={() => void removeFilm(id).then(onRemoved, () => ask("failed"))}>
        {t("removeReally")}
      </Button>
    </div>
  );
}
