import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { followVideo } from "../sound/follow_video";
import { useEditor } from "./context";

/** The class video, silent, in step with the sound. */
export function VideoPane() {
  const { t } = useTranslation("beats");
  const { transport, material } = useEditor();
  const element = useRef<HTMLVideoElement>(null);
  const { video } = material;
  useEffect(() => {
    if (element.current === null || video === null) return;
    const follower = followVideo(element.current, transport, video.alignment, video.rateHz);
    return follower.close;
  }, [transport, video]);
  if (video === null) {
    return (
      <div className="editor-video editor-video-none">
        <Text size="sm" c="dimmed">
          {t("noVideo")}
        </Text>
      </div>
    );
  }
  return (
    <video
      ref={element}
      className="editor-video"
      src={video.url}
      aria-label={t("video")}
      muted
      playsInline
      preload="auto"
      tabIndex={-1}
    />
  );
}
