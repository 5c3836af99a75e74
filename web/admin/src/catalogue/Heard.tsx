import { useTranslation } from "react-i18next";
import { contentOf } from "./rows";

/** A song to be listened to. */
export function Heard({ sha256, title }: Readonly<{ sha256: string; title: string }>) {
  const { t } = useTranslation("catalogue");
  return (
    // biome-ignore lint/a11y/useMediaCaption: a song has no words of its own to show
    <audio
      controls
      preload="none"
      src={contentOf(sha256)}
      aria-label={t("listen", { title })}
      style={{ width: "100%", height: 36 }}
    />
  );
}
