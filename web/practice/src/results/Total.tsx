/** The medal and the total, large, and what they are made of. */

import type { Sheet } from "@eightcount/runtime/scoring";
import { IconMedal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { language } from "../i18n";
import { stepsNeeded } from "./telling";

export function Total({ sheet, atMs }: { readonly sheet: Sheet; readonly atMs: number }) {
  const { t } = useTranslation("results");
  const { score, shape, timing, medal, judged, steps } = sheet.total;
  const needed = stepsNeeded(sheet.total);
  return (
    <section className="results-total" data-medal={medal ?? "none"}>
      {medal && <IconMedal size={72} aria-hidden />}
      {score !== null && <p className="results-medal">{t(`medal.${medal ?? "none"}`)}</p>}
      <p className="results-score" data-scored={score !== null}>
        {score === null ? t("unscored") : Math.round(score)}
      </p>
      {needed !== null && <p>{t("unscoredWhy", { judged, steps, needed })}</p>}
      <dl>
        <Share name={t("shape")} share={shape} />
        <Share name={t("timing")} share={timing} />
      </dl>
      <p className="results-faint">
        {t("judged", { judged, steps })} · {t("danced", { speed: sheet.session.speed })} ·{" "}
        {new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(atMs)}
      </p>
    </section>
  );
}

function Share({ name, share }: { readonly name: string; readonly share: number | null }) {
  const percent = share === null ? null : Math.round(100 * share);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <meter min={0} max={100} value={percent ?? 0} aria-label={name} />
        <span>{percent === null ? "–" : `${percent}%`}</span>
      </dd>
    </div>
  );
}
