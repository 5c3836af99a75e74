/** Takes a result off the device, after one more question. Its film is another's: it is deleted where films are kept. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Asked, Button, Notice } from "../app/parts";
import { type Kept, removeResult } from "./history";

interface RemoveResultProps {
  readonly kept: Kept;
  readonly hasFilm: boolean;
  /** Where to go then. */
  readonly to: string;
}

export function RemoveResult({ kept, hasFilm, to }: RemoveResultProps) {
  const { t } = useTranslation("results");
  const navigate = useNavigate();
  const [asked, ask] = useState<"no" | "yes" | "failed">("no");
  if (asked === "no") return <Button onClick={() => ask("yes")}>{t("remove")}</Button>;
  return (
    <Asked>
      {asked === "failed" && <Notice tone="bad">{t("notRemoved")}</Notice>}
      <p>{t(hasFilm ? "removeAskedFilmed" : "removeAsked")}</p>
      <div className="results-row">
        <Button onClick={() => ask("no")}>{t("keep")}</Button>
        <Button
          kind="danger"
          onClick={() => {
            removeResult(kept.id).then(
              () => navigate(to),
              () => ask("failed"),
            );
          }}
        >
          {t("removeReally")}
        </Button>
      </div>
    </Asked>
  );
}
