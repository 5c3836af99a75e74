/** What can be done on the dance screen, in each of its states, at its bottom. */

import {
  IconActivity,
  IconBan,
  IconCameraRotate,
  IconManFilled,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconSquareFilled,
  IconStretching,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Button } from "../app/parts";
import type { CameraState } from "./cameraState";
import { type Chosen, OVERLAYS } from "./useChosen";
import type { DanceShown } from "./useDance";

interface DanceControlsProps {
  readonly shown: DanceShown;
  /** From a tap, which lets the voice be heard. */
  readonly onBegin: () => void;
  readonly taken: CameraState;
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
  readonly back: string;
  /** The class's video is at hand. */
  readonly isPrepared: boolean;
  readonly isDiagnosed: boolean;
  readonly onDiagnosed: (isDiagnosed: boolean) => void;
}

export function DanceControls(props: DanceControlsProps) {
  const { t } = useTranslation("dance");
  const { shown, taken, back, isPrepared } = props;
  const { at } = shown.phase;
  return (
    <div className="dance-controls">
      {at === "check" && (
        <>
          <Choices {...props} />
          <Overlays {...props} />
          <p className="dance-faint">{t("body:noFilm")}</p>
          <div className="dance-row">
            <Button to={back}>{t("back")}</Button>
            <Button kind="main" disabled={!taken.camera || !isPrepared} onClick={props.onBegin}>
              {t("begin")}
            </Button>
          </div>
        </>
      )}
      {at === "waiting" && (
        <div className="dance-row">
          <Button onClick={shown.end}>{t("cancel")}</Button>
          <Button kind="main" disabled={!shown.dance} onClick={shown.beginNow}>
            {t("beginNow")}
          </Button>
        </div>
      )}
      {at === "counting" && (
        <div className="dance-row">
          <Button onClick={shown.end}>{t("cancel")}</Button>
        </div>
      )}
      {at === "dancing" && (
        <div className="dance-row">
          <Button icon={<IconPlayerPauseFilled aria-hidden />} onClick={shown.pause}>
            {t("pause")}
          </Button>
          <DiagnosticsSwitch {...props} />
        </div>
      )}
      {at === "paused" && (
        <div className="dance-row">
          <Button icon={<IconSquareFilled aria-hidden />} onClick={shown.end}>
            {t("end")}
          </Button>
          <Button kind="main" icon={<IconPlayerPlayFilled aria-hidden />} onClick={shown.resume}>
            {t("resume")}
          </Button>
          <DiagnosticsSwitch {...props} />
        </div>
      )}
    </div>
  );
}

function DiagnosticsSwitch({ isDiagnosed, onDiagnosed }: DanceControlsProps) {
  const { t } = useTranslation("dance");
  return (
    <button
      type="button"
      className="dance-choice dance-slim"
      aria-pressed={isDiagnosed}
      aria-label={t("diagnostics")}
      onClick={() => onDiagnosed(!isDiagnosed)}
    >
      <IconActivity aria-hidden />
    </button>
  );
}

function Choices({ taken, chosen, onChosen }: DanceControlsProps) {
  const { t } = useTranslation("dance");
  const other = taken.facing === "user" ? "environment" : "user";
  return (
    <div className="dance-row">
      <button type="button" className="dance-choice" onClick={taken.turn}>
        <IconCameraRotate aria-hidden />
        <span>{t(`body:turn.${other}`)}</span>
      </button>
      <button
        type="button"
        className="dance-choice"
        aria-pressed={chosen.record}
        onClick={() => onChosen({ ...chosen, record: !chosen.record })}
      >
        {chosen.record ? <IconVideo aria-hidden /> : <IconVideoOff aria-hidden />}
        <span>{t("record")}</span>
      </button>
    </div>
  );
}

const LOOKS = { none: IconBan, skeleton: IconStretching, silhouette: IconManFilled } as const;

/** How the teacher is drawn over the learner. */
function Overlays({ chosen, onChosen }: DanceControlsProps) {
  const { t } = useTranslation("dance");
  return (
    <fieldset className="dance-row dance-overlays" aria-label={t("overlay.title")}>
      {OVERLAYS.map((overlay) => {
        const Icon = LOOKS[overlay];
        return (
          <button
            key={overlay}
            type="button"
            className="dance-choice"
            aria-pressed={chosen.overlay === overlay}
            onClick={() => onChosen({ ...chosen, overlay })}
          >
            <Icon aria-hidden />
            <span>{t(`overlay.${overlay}`)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
