/** The class video with, on demand, the teacher's skeleton laid over it, both as in a mirror where that is wished. */

import { type Pack, POSE_VALUES } from "@eightcount/runtime";
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { drawPose, styleOf } from "../figure/pose";
import { onFrames } from "./frames";
import "./teacher.css";

interface TeacherProps {
  readonly pack: Pack;
  readonly url: string | null;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly mirrored: boolean;
  readonly skeleton: boolean;
  readonly label: string;
  readonly muted?: boolean;
  readonly onClick?: () => void;
  readonly children?: ReactNode;
}

export function Teacher(props: TeacherProps) {
  const { pack, url, video, mirrored, skeleton, label, muted = false, onClick, children } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = pack.routine.video;

  useEffect(() => {
    const [playing, drawn] = [video.current, canvas.current];
    const brush = drawn?.getContext("2d");
    if (!playing || !drawn || !brush || !skeleton) return;
    const style = styleOf(drawn);
    const { rate, frames, image } = pack.poses;
    const stop = onFrames(playing, (atS) => {
      const frame = Math.min(Math.floor((atS * rate[0]) / rate[1] + 0.5), frames - 1);
      brush.clearRect(0, 0, drawn.width, drawn.height);
      drawPose(brush, image, frame * POSE_VALUES, style);
    });
    return () => {
      stop();
      brush.clearRect(0, 0, drawn.width, drawn.height);
    };
  }, [pack, video, skeleton]);

  return (
    <div className="teacher" style={{ "--ratio": width / height } as CSSProperties}>
      <div className="teacher-picture" data-mirrored={mirrored}>
        <video
          ref={video}
          src={url ?? undefined}
          playsInline
          preload="auto"
          muted={muted}
          disablePictureInPicture
          aria-label={label}
          onClick={onClick}
        />
        <canvas ref={canvas} width={width} height={height} aria-hidden />
      </div>
      {children}
    </div>
  );
}
