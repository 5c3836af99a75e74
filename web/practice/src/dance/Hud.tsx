/** What a dancer reads from two metres away: score, combo, early or late, the limb that is off, how far the parts are. */

import { useTranslation } from "react-i18next";
import type { Place } from "../learn/lesson";
import { LimbFigure } from "./LimbFigure";
import type { Live } from "./live";

interface HudProps {
  readonly live: Live;
  /** Nobody has been in view for a while. */
  readonly isUnseen: boolean;
  readonly place: Place | null;
  readonly mirrored: boolean;
}

export function Hud({ live, isUnseen, place, mirrored }: HudProps) {
  const { t } = useTranslation("dance");
  const { last } = live;
  return (
    <div className="dance-hud">
      <Progress live={live} place={place} />
      <div className="dance-numbers">
        <p className="dance-score">
          <span>{t("score")}</span>
          <strong>{live.score === null ? "–" : Math.round(live.score)}</strong>
        </p>
        <p className="dance-count" data-on={place !== null}>
          {place?.count ?? "–"}
        </p>
        <p className="dance-combo" data-on={live.combo >= 2}>
          <span>{t("combo")}</span>
          <strong>{live.combo}</strong>
        </p>
      </div>
      {isUnseen && (
        <p className="dance-told" role="status" data-unseen>
          {t("unseen")}
        </p>
      )}
      {last && !isUnseen && (
        <p className="dance-told" key={last.number} data-grade={last.grade} aria-live="off">
          {last.timing ? (
            <span data-timing={last.timing}>
              {last.timing === "early" && <i aria-hidden>◀ </i>}
              {t(last.timing)}
              {last.timing === "late" && <i aria-hidden> ▶</i>}
            </span>
          ) : (
            <span>{t(`grade.${last.grade}`)}</span>
          )}
        </p>
      )}
      <LimbFigure off={live.off} mirrored={mirrored} />
    </div>
  );
}

function Progress({ live, place }: Pick<HudProps, "live" | "place">) {
  const { t } = useTranslation("dance");
  const total = live.parts.length * 8;
  const done = live.parts.flatMap(({ grades }) => grades).filter((grade) => grade !== null).length;
  return (
    <div
      className="dance-progress"
      role="progressbar"
      aria-label={t("progress")}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      {live.parts.map(({ part, grades }) => (
        <div key={part} className="dance-part" data-now={place?.part === part}>
          <b>{part}</b>
          <div>
            {grades.map((grade, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the count is what it is
              <i key={index} data-grade={grade ?? "none"} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
