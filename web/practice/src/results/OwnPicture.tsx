/** What the camera saw: the film where there is one, and the learner's skeleton, limbs that cost most of a step lit. */

import { POSE_VALUES, poseAt } from "@eightcount/runtime";
import type { Limb } from "@eightcount/runtime/scoring";
import { type CSSProperties, type Ref, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { drawPose, styleOf } from "../figure/pose";
import type { Danced } from "../graph/types";
import type { BodyBox } from "./bodyBox";

export interface OwnPictureDrawn {
  /** Shows the pose of a second of the class. */
  show(classS: number): void;
}

interface OwnPictureProps {
  readonly danced: Danced;
  readonly url: string | null;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly skeleton: boolean;
  readonly off: readonly Limb[];
  /** What of the picture is to be seen. */
  readonly around: BodyBox;
  readonly label: string;
  readonly drawn: Ref<OwnPictureDrawn>;
}

export function OwnPicture({ danced, url, video, skeleton, off, around, label, drawn }: OwnPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = danced.sheet.session.picture;
  const { mirrored } = danced.sheet.session;
  const isDrawn = skeleton || url === null;

  useEffect(() => {
    const laid = canvas.current;
    if (!isDrawn) laid?.getContext("2d")?.clearRect(0, 0, laid.width, laid.height);
  }, [isDrawn]);

  useImperativeHandle(drawn, () => {
    const pose = new Float64Array(POSE_VALUES);
    return {
      show(classS) {
        const brush = canvas.current?.getContext("2d");
        if (!canvas.current || !brush || !isDrawn) return;
        brush.clearRect(0, 0, width, height);
        poseAt(danced.posesAtS, danced.poses, classS, pose);
        drawPose(brush, pose, 0, styleOf(canvas.current), off);
      },
    };
  }, [danced, off, isDrawn, width, height]);

  return (
    <div className="results-own" style={closeTo(around, width / height, mirrored)}>
      <div className="teacher-picture" data-mirrored={mirrored}>
        {url !== null && <video ref={video} src={url} playsInline muted preload="auto" aria-label={label} />}
        <canvas ref={canvas} width={width} height={height} aria-label={label} role="img" />
      </div>
    </div>
  );
}

/** Around the body, of its height and width. */
const ROOM = 1.25;

/** The picture as large as lets the body fill its place, with some room around it. */
function closeTo({ x, y, width, height }: BodyBox, ratio: number, mirrored: boolean): CSSProperties {
  const middle = x + width / 2;
  return {
    "--ratio": ratio,
    "--by-height": Math.max(1 / (ROOM * height), 1),
    "--by-width": Math.max(1 / (ROOM * width), 1) / ratio,
    "--x": mirrored ? 1 - middle : middle,
    "--y": y + height / 2,
  } as CSSProperties;
}
