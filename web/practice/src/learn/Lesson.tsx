/** A class taught: parts picked, slow, looped, mirrored, counted in, the steps counted along. All under one thumb. */

import type { Pack } from "@eightcount/runtime";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useContentUrl } from "../classes";
import { LessonControls } from "./LessonControls";
import { LessonSteps } from "./LessonSteps";
import { isRunning, type Setting } from "./shown";
import type { Speed } from "./speed";
import { Teacher } from "./Teacher";
import { useLesson } from "./useLesson";
import { useAwake } from "./wakeLock";
import "./lesson.css";

interface LessonProps {
  readonly pack: Pack;
  readonly parts: readonly number[];
  readonly speed: Speed;
  readonly mirroredFirst: boolean;
}

export function Lesson({ pack, parts, speed, mirroredFirst }: LessonProps) {
  const { t } = useTranslation("learn");
  const video = useRef<HTMLVideoElement>(null);
  const url = useContentUrl(pack, "video");
  const [setting, change] = useState<Setting>({ parts, speed, loop: true, counting: "in" });
  const [mirrored, mirror] = useState(mirroredFirst);
  const [skeleton, lay] = useState(false);
  const { shown, mute, toggle, restart, player } = useLesson(pack, video, setting);
  const runs = isRunning(shown);
  useAwake(runs);
  usePausedWhenHidden(runs, () => player?.pause());

  return (
    <main className="learn" data-phase={shown.phase}>
      <h1 className="learn-hidden">{t("title")}</h1>
      <div className="learn-stage">
        <Teacher
          pack={pack}
          url={url}
          video={video}
          mirrored={mirrored}
          skeleton={skeleton}
          label={t("video")}
          onClick={toggle}
        />
        <Link className="learn-back" to={`/c/${pack.manifest.classId}`} aria-label={t("back")}>
          <IconArrowLeft aria-hidden />
        </Link>
        {shown.counted !== null && (
          <div className="learn-lead" role="status">
            {shown.counted}
          </div>
        )}
        {shown.refused && (
          <p className="learn-told" role="alert">
            {t("refused")}
          </p>
        )}
        {mute && (
          <p className="learn-told" role="status">
            {t("mute")}
          </p>
        )}
      </div>
      <div className="learn-panel">
        <LessonSteps
          routine={pack.routine}
          place={shown.place}
          parts={setting.parts}
          onStep={(atS) => player?.goTo(atS)}
        />
        <LessonControls
          pack={pack}
          setting={setting}
          onSetting={change}
          mirrored={mirrored}
          onMirrored={mirror}
          skeleton={skeleton}
          onSkeleton={lay}
          isRunning={runs}
          onToggle={toggle}
          onRestart={restart}
        />
      </div>
    </main>
  );
}

/** Who looks at something else is not played to. */
function usePausedWhenHidden(isRunning: boolean, pause: () => void): void {
  const asked = useRef(pause);
  asked.current = pause;
  useEffect(() => {
    if (!isRunning) return;
    const look = () => document.hidden && asked.current();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isRunning]);
}
