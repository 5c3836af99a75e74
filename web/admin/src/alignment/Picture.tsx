import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { followVideo } from "../sound/follow_video";
import { useBench } from "./context";

/** The transport counts on the video clock here. */
const SAME_CLOCK = { offsetS: 0, rate: 1 };

/** The take, silent, in step with the sound; nothing where the browser cannot show it. */
export function Picture({ url }: Readonly<{ url: string }>) {
  const { t } = useTranslation("alignment");
  const { transport, sounds } = useBench();
  const element = useRef<HTMLVideoElement>(null);
  const [shown, setShown] = useState(true);
  useEffect(() => {
    if (element.current === null) return;
    return followVideo(element.current, transport, SAME_CLOCK, 1 / sounds.frameS).close;
  }, [transport, sounds]);
  return (
    <video
      ref={element}
      className="alignment-picture"
      src={url}
      hidden={!shown}
      aria-label={t("video")}
      muted
      playsInline
      preload="auto"
      tabIndex={-1}
      onError={() => setShown(false)}
    />
  );
}
