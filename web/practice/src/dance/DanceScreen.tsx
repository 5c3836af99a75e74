/** The screen of a dance: the class, the camera and what is told, whatever state it is in. */

import type { Pack } from "@eightcount/runtime";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { Trouble } from "../app/parts";
import { inMegabytes, useContentUrl } from "../classes";
import type { Wishes } from "../graph";
import { onFrames } from "../learn/frames";
import { type Place, placeAt } from "../learn/lesson";
import { useAwake } from "../learn/wakeLock";
import { ResultView } from "../results/ResultView";
import { useCamera } from "./cameraState";
import { DanceControls } from "./DanceControls";
import { Hud } from "./Hud";
import { LiveDiagnostics } from "./LiveDiagnostics";
import { Pictures } from "./Pictures";
import { isUnderWay, isWatched, type Phase } from "./phase";
import { SoundHint } from "./SoundHint";
import { useChosen } from "./useChosen";
import { useCountIn } from "./useCountIn";
import { useDance } from "./useDance";
import { useNetSize } from "./useNetSize";
import type { Wished } from "./usePractice";
import "./dance.css";

interface DanceScreenProps {
  readonly pack: Pack;
  readonly asked: Pick<Wishes, "parts" | "speed" | "mirrored">;
  /** All of it anew. */
  readonly onRetry: () => void;
}

export function DanceScreen({ pack, asked, onRetry }: DanceScreenProps) {
  const { t } = useTranslation("dance");
  const video = useRef<HTMLVideoElement>(null);
  const preview = useRef<HTMLVideoElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const stage = useMemo(() => ({ video, preview, picture, overlay }), []);
  const [chosen, choose] = useChosen();
  const wishes = useMemo<Wished>(() => ({ ...asked, ...chosen }), [asked, chosen]);
  const [isDiagnosed, diagnose] = useState(false);
  const taken = useCamera();
  const { camera } = taken;
  const shown = useDance({ pack, camera, stage, wishes });
  const { phase } = shown;
  const url = useContentUrl(pack, "video");
  const isDancing = phase.at === "dancing";
  const place = usePlace(pack, video, isDancing);
  const { lead, open } = useCountIn(pack, video, wishes, phase.at);
  useAwake(isWatched(phase) && taken.fault === null);
  const address = `/c/${pack.manifest.classId}`;

  if (phase.at === "kept") return <Navigate to={`/r/${phase.id}`} replace />;
  if (phase.at === "unkept") return <ResultView result={phase.result} isUnkept />;
  // First: a camera that was lost as well tells nothing of what was danced.
  if (phase.at === "broken") {
    const again = { label: t("body:retry"), onClick: onRetry };
    return <Trouble title={t("title")} back={address} sentence={t(`broken.${phase.what}`)} again={again} />;
  }
  if (taken.fault && !shown.dance) {
    const again = { label: t("body:retry"), onClick: taken.retry };
    const sentence = t(`body:fault.${taken.fault}`);
    return <Trouble title={t("title")} back={address} sentence={sentence} again={again} />;
  }
  const isSetup = phase.at === "check" || phase.at === "waiting" || phase.at === "counting";
  return (
    <main className="dance" data-phase={phase.at}>
      <h1 className="dance-hidden">{t("title")}</h1>
      <Pictures
        pack={pack}
        url={url}
        camera={camera}
        stage={stage}
        mirrored={wishes.mirrored}
        isOwnLarge={isSetup}
      />
      {isSetup && <Setup phase={phase} verdict={shown.body.verdict} />}
      {lead !== null && (
        <p className="dance-countdown" key={lead} aria-hidden>
          {lead}
        </p>
      )}
      {!isSetup && (
        <Hud live={shown.live} isUnseen={shown.isUnseen} place={place} mirrored={camera?.mirrored ?? true} />
      )}
      {shown.notFilmed && !isSetup && (
        <p className="dance-note" role="status">
          {t(`notFilmed.${shown.notFilmed}`)}
        </p>
      )}
      {phase.at === "paused" && (
        <div className="dance-paused" role="alert">
          <strong>{t("paused")}</strong>
          <p>{t(`why.${phase.why}`)}</p>
        </div>
      )}
      {isDiagnosed && shown.dance && isUnderWay(phase) && <LiveDiagnostics dance={shown.dance} />}
      {phase.at === "ending" && (
        <div className="dance-paused" role="status">
          <strong>{t("ending")}</strong>
        </div>
      )}
      <DanceControls
        shown={shown}
        onBegin={() => {
          open();
          shown.begin();
        }}
        taken={taken}
        chosen={chosen}
        onChosen={choose}
        back={address}
        isPrepared={url !== null}
        isDiagnosed={isDiagnosed}
        onDiagnosed={diagnose}
      />
    </main>
  );
}

function Setup({ phase, verdict }: { readonly phase: Phase; readonly verdict: string }) {
  const { t, i18n } = useTranslation("body");
  const bytes = useNetSize();
  if (phase.at === "counting") {
    return (
      <>
        {/* It stays while what it says changes: only then is it read aloud. */}
        <p className="dance-hidden" role="status">
          {phase.left}
        </p>
        <p className="dance-countdown" key={phase.left} aria-hidden>
          {phase.left}
        </p>
      </>
    );
  }
  return (
    <div className="dance-top">
      <p className="dance-verdict" role="status" data-verdict={verdict}>
        {verdict === "looking" && bytes !== null
          ? t("fetching", { size: inMegabytes(bytes, i18n.language) })
          : t(`verdict.${verdict}`)}
      </p>
      {phase.at === "check" && <SoundHint />}
    </div>
  );
}

/** The step that is danced: changes with each step, not with each frame. */
function usePlace(
  pack: Pack,
  video: { readonly current: HTMLVideoElement | null },
  isOn: boolean,
): Place | null {
  const [place, set] = useState<Place | null>(null);
  useEffect(() => {
    if (!isOn || !video.current) return;
    return onFrames(video.current, (atS) => {
      const now = placeAt(pack.routine, atS);
      set((before) => (before?.part === now?.part && before?.count === now?.count ? before : now));
    });
  }, [pack, video, isOn]);
  return place;
}
