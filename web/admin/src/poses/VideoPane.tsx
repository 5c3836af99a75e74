import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { contextOf } from "../drawing/surface";
import type { Reviewed } from "./material";
import type { Player } from "./player";
import { openPlayer } from "./player";
import { drawSkeleton } from "./skeleton";
import { poseOn } from "./track";

type Props = Readonly<{
  reviewed: Pick<Reviewed, "film" | "poses" | "videoUrl" | "aspect">;
  skeleton: boolean;
  /** Given the player while there is one. */
  onPlayer: (player: Player | null) => void;
}>;

/** The class video with the skeleton of the shown frame over it. */
export function VideoPane({ reviewed, skeleton, onPlayer }: Props) {
  const { t } = useTranslation("poses");
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shows = useRef(skeleton);
  const redraw = useRef(() => {});
  const { film, poses, videoUrl, aspect } = reviewed;
  useEffect(() => {
    if (video.current === null || canvas.current === null) return;
    const player = openPlayer(video.current, film);
    const overlay = canvas.current;
    redraw.current = () => paint(overlay, poses, shows.current ? player.shown.get().frame : null);
    const undo = player.shown.subscribe(() => redraw.current());
    const sized = new ResizeObserver(() => redraw.current());
    sized.observe(overlay);
    onPlayer(player);
    return () => {
      onPlayer(null);
      undo();
      sized.disconnect();
      player.close();
    };
  }, [film, poses, onPlayer]);
  useEffect(() => {
    shows.current = skeleton;
    redraw.current();
  }, [skeleton]);
  return (
    <div className="poses-video" style={{ aspectRatio: aspect, "--aspect": aspect } as never}>
      {/* biome-ignore lint/a11y/useMediaCaption: a dance has no words; its sound is the song */}
      <video ref={video} src={videoUrl} aria-label={t("video")} playsInline preload="auto" tabIndex={-1} />
      <canvas ref={canvas} className="poses-skeleton" role="img" aria-label={t("skeleton")} />
    </div>
  );
}

/** Paints at the screen's own pixels; nothing where there is no pose. */
function paint(canvas: HTMLCanvasElement, poses: Float32Array, frame: number | null): void {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = contextOf(canvas);
  context.clearRect(0, 0, width, height);
  const pose = frame === null ? null : poseOn(poses, frame);
  if (pose !== null) drawSkeleton(context, pose, width, height);
  canvas.dataset.frame = frame === null ? "" : String(frame);
}
