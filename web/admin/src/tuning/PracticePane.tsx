import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { contextOf } from "../drawing/surface";
import { usePlayer } from "../poses/context";
import { drawSkeleton } from "../poses/skeleton";
import { type PoseTrack, poseAt } from "../poses/track";
import { practiceAt } from "./clock";
import { usePracticeTrack } from "./danced";
import { originalUrl } from "./files";
import { openFollower } from "./follower";
import type { Practice } from "./practices";

type Props = Readonly<{ practice: Practice; skeleton: boolean }>;

/** The practice where the class video stands: its video, if there is one that can be shown, and its skeleton. */
export function PracticePane({ practice, skeleton }: Props) {
  const { t } = useTranslation("tuning");
  const player = usePlayer();
  const video = useRef<HTMLVideoElement>(null);
  const [broken, setBroken] = useState(false);
  const track = usePracticeTrack(practice).data ?? null;
  const { offset_s: offsetS, rate, sheet } = practice;
  const [width, height] = sheet.session.picture;
  const canvas = useSkeleton(track, skeleton, { offsetS, rate });
  useEffect(() => {
    if (video.current === null) return;
    return openFollower(video.current, player, { offsetS, rate }, () => setBroken(true));
  }, [player, offsetS, rate]);
  return (
    <div className="poses-video" style={{ aspectRatio: width / height }}>
      {practice.video !== null && !broken && (
        <video
          ref={video}
          src={originalUrl(practice.video)}
          aria-label={t("practiceVideo")}
          muted
          playsInline
          preload="auto"
          tabIndex={-1}
        />
      )}
      {(practice.video === null || broken) && (
        <p className="tuning-no-video">{t(broken ? "brokenVideo" : "noVideo")}</p>
      )}
      <canvas
        ref={canvas}
        className="poses-skeleton tuning-skeleton"
        role="img"
        aria-label={t("practiceSkeleton")}
      />
    </div>
  );
}

/** Paints at the screen's own pixels, whenever the class video shows another frame. */
function useSkeleton(
  track: PoseTrack | null,
  shows: boolean,
  { offsetS, rate }: Readonly<{ offsetS: number; rate: number }>,
) {
  const player = usePlayer();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    if (surface === null) return;
    const paint = () => {
      const frame = player.shown.get().frame ?? 0;
      const atS = practiceAt(frame / player.film.rateHz, { offsetS, rate });
      const width = Math.round(surface.clientWidth * devicePixelRatio);
      const height = Math.round(surface.clientHeight * devicePixelRatio);
      if (surface.width !== width) surface.width = width;
      if (surface.height !== height) surface.height = height;
      const context = contextOf(surface);
      context.clearRect(0, 0, width, height);
      const pose = track === null || !shows ? null : poseAt(track, atS);
      if (pose !== null) drawSkeleton(context, pose, width, height);
      surface.dataset.at = atS.toFixed(3);
    };
    paint();
    const undo = player.shown.subscribe(paint);
    const sized = new ResizeObserver(paint);
    sized.observe(surface);
    return () => {
      undo();
      sized.disconnect();
    };
  }, [player, track, shows, offsetS, rate]);
  return canvas;
}
