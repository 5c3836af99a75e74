/** The class and the camera on one stage: one large, the other in its corner; a tap on the small one swaps them. */

import type { Pack } from "@eightcount/runtime";
import { type CSSProperties, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "../graph";
import type { StageRefs } from "./usePractice";

interface PicturesProps {
  readonly pack: Pack;
  readonly url: string | null;
  readonly camera: Camera | null;
  readonly stage: StageRefs;
  readonly mirrored: boolean;
  /** The camera fills the stage whatever was chosen: while somebody finds their place. */
  readonly isOwnLarge: boolean;
}

export function Pictures({ pack, url, camera, stage, mirrored, isOwnLarge }: PicturesProps) {
  const { t } = useTranslation("dance");
  const [isSwapped, swap] = useState(false);
  const own = useRatio(stage.preview, camera);
  const large = isOwnLarge || isSwapped ? "own" : "class";
  const { width, height } = pack.routine.video;

  useEffect(() => {
    const preview = stage.preview.current;
    if (preview && camera && preview.srcObject !== camera.stream) preview.srcObject = camera.stream;
  }, [camera, stage]);

  return (
    <div className="dance-stage" data-large={large} data-told={!isOwnLarge}>
      <div className="dance-frame" data-what="class">
        <div className="dance-picture" style={{ "--ratio": width / height } as CSSProperties}>
          <video
            ref={stage.video}
            src={url ?? undefined}
            data-mirrored={mirrored}
            playsInline
            muted={false}
            preload="auto"
            disablePictureInPicture
            aria-label={t("class")}
          />
        </div>
      </div>
      <div className="dance-frame" data-what="own">
        <div className="dance-picture" style={{ "--ratio": own } as CSSProperties}>
          <video
            ref={stage.preview}
            data-mirrored={camera?.mirrored ?? false}
            playsInline
            muted
            autoPlay
            disablePictureInPicture
            aria-label={t("own")}
          />
          <canvas ref={stage.picture} data-mirrored={camera?.mirrored ?? false} aria-hidden hidden />
          <canvas ref={stage.overlay} aria-hidden />
        </div>
      </div>
      {!isOwnLarge && (
        <button
          type="button"
          className="dance-swap"
          aria-label={t("swap")}
          onClick={() => swap(!isSwapped)}
        />
      )}
    </div>
  );
}

/** The shape of the camera's picture as it is now: a phone that is turned changes it. */
function useRatio(preview: StageRefs["preview"], camera: Camera | null): number {
  const [ratio, set] = useState(3 / 4);
  useEffect(() => {
    const video = preview.current;
    if (!video || !camera) return;
    const look = () => {
      if (video.videoWidth > 0) set(video.videoWidth / video.videoHeight);
    };
    look();
    video.addEventListener("loadedmetadata", look);
    video.addEventListener("resize", look);
    return () => {
      video.removeEventListener("loadedmetadata", look);
      video.removeEventListener("resize", look);
    };
  }, [preview, camera]);
  return ratio;
}
