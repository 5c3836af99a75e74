import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { clockOf } from "../alignment/wordsOfNumbers";
import { usePlayer, useShown } from "./context";
import { ANGLES, type Angle, PLACES, type Place, type StepPoint, type Targets } from "./routine";
import { HARDLY_SEEN } from "./skeleton";

type Props = Readonly<{
  point: StepPoint;
  size: Readonly<{ width: number; height: number }>;
  onCanvas: (canvas: HTMLCanvasElement | null) => void;
}>;

/** A step point: its picture, which jumps there, and its 8 angles and 8 places. */
export function StepCard({ point, size, onCanvas }: Props) {
  const { t } = useTranslation("poses");
  const player = usePlayer();
  const here = useShown((shown) => shown.frame === point.frame);
  const { part, step, number, videoS, targets } = point;
  return (
    <li className="poses-step" data-here={here} data-judged={targets !== null}>
      <UnstyledButton
        className="poses-step-picture"
        aria-label={t("sheet.go", { number, at: clockOf(videoS) })}
        onClick={() => player.showFrame(point.frame)}
      >
        <canvas ref={onCanvas} style={size} aria-hidden />
      </UnstyledButton>
      <div className="poses-step-facts">
        <div className="poses-step-head">
          <strong>{t("sheet.step", { part, step })}</strong>
          <span className="poses-number">{clockOf(videoS)}</span>
        </div>
        {targets === null ? (
          <p className="poses-not-judged">{t("sheet.notJudged")}</p>
        ) : (
          <Values targets={targets} />
        )}
      </div>
    </li>
  );
}

function Values({ targets }: Readonly<{ targets: Targets }>) {
  const { t } = useTranslation("poses");
  return (
    <table className="poses-values">
      <thead>
        <tr>
          <th scope="col">{t("sheet.joint")}</th>
          <th scope="col">{t("sheet.left")}</th>
          <th scope="col">{t("sheet.right")}</th>
        </tr>
      </thead>
      <tbody>
        {targets.angles.map(({ left, right }, k) => (
          <tr key={ANGLES[k]}>
            <th scope="row">{t(`sheet.angle.${ANGLES[k]}`)}</th>
            <AngleCell angle={left} />
            <AngleCell angle={right} />
          </tr>
        ))}
        {targets.places.map(({ left, right }, k) => (
          <tr key={PLACES[k]} data-first={k === 0}>
            <th scope="row">{t(`sheet.place.${PLACES[k]}`)}</th>
            <PlaceCell place={left} />
            <PlaceCell place={right} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AngleCell({ angle: { degrees, seen } }: Readonly<{ angle: Angle }>) {
  return <Cell seen={seen}>{`${Math.round(degrees)}°`}</Cell>;
}

function PlaceCell({ place: { x, y, seen } }: Readonly<{ place: Place }>) {
  return <Cell seen={seen}>{`${x.toFixed(2)} ${y.toFixed(2)}`}</Cell>;
}

/** What was hardly seen is marked by a sign as well as by colour. */
function Cell({ seen, children }: Readonly<{ seen: number; children: string }>) {
  const { t } = useTranslation("poses");
  const hardly = seen < HARDLY_SEEN;
  return (
    <td data-hardly={hardly} title={t("sheet.seen", { percent: Math.round(seen * 100) })}>
      {children}
      {hardly && <abbr title={t("sheet.hardly")}>{" ?"}</abbr>}
    </td>
  );
}
