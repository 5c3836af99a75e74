/** What the camera saw: the film where there is one, and the learner's skeleton, limbs that cost most of a step lit. */

import { POSE_VALUES, poseAt } from "@eightcount/runtime";
import type { Limb } from "@eightcount/runtime/scoring";
import { type CSSProperties, type Ref, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import type { Danced } from "../graph/types";
import { drawPose, styleOf } from "../learn/skeleton";

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
  readonly label: string;
  readonly drawn: Ref<OwnPictureDrawn>;
}

export function OwnPicture({ danced, url, video, skeleton, off, label, drawn }: OwnPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = danced.sheet.session.picture;
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
    <div className="teacher" style={{ "--ratio": width / height } as CSSProperties}>
      <div className="teacher-picture" data-mirrored={danced.sheet.session.mirrored}>
        {url !== null && <video ref={video} src={url} playsInline muted preload="auto" aria-label={label} />}
        <canvas ref={canvas} width={width} height={height} aria-label={label} role="img" />
      </div>
    </div>
  );
}
