import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useClass } from "../classes/useClass";
import { useMaterial } from "../classes/useMaterial";
import { followVideo } from "../sound/follow_video";
import { useEditor } from "./context";
import { loadVideo, type Video } from "./material";

/** The class video, silent, in step with the sound. */
export function VideoPane() {
  const { t } = useTranslation("beats");
  const { transport } = useEditor();
  const element = useRef<HTMLVideoElement>(null);
  const video = useVideo();
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

/** What was there when the editor opened; else what a build makes while it is open, as soon as it is there. */
function useVideo(): Video | null {
  const { slug, material } = useEditor();
  const { row } = useClass();
  const url = useMaterial().data?.files["class.mp4"]?.url ?? null;
  const made = useQuery({
    queryKey: ["class video", slug, url, row.alignment?.offset_s, row.alignment?.rate],
    queryFn: () => loadVideo(slug),
    enabled: material.video === null && url !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return material.video ?? made.data ?? null;
}
