/** A finished film: seen and heard as others will, shared or saved. */

import { IconDownload, IconShare2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Notice } from "../app/parts";
import { canShare, save, share } from "./sharing";

interface MadeFilmProps {
  readonly file: File;
  readonly url: string;
  readonly title: string;
  readonly onBack: () => void;
}

export function MadeFilm({ file, url, title, onBack }: MadeFilmProps) {
  const { t } = useTranslation("film");
  const [told, tell] = useState<"" | "saved" | "shared" | "notShared">("");
  const give = () => {
    share(file, title).then(
      (isShared) => tell(isShared ? "shared" : ""),
      () => tell("notShared"),
    );
  };
  const isShareable = canShare(file);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a dance has no words */}
      <video
        className="film-made"
        src={url}
        controls
        playsInline
        preload="metadata"
        aria-label={t("title")}
      />
      {told !== "" && <Notice tone={told === "notShared" ? "bad" : "good"}>{t(told)}</Notice>}
      {isShareable && (
        <Button kind="main" icon={<IconShare2 aria-hidden />} onClick={give}>
          {t("share")}
        </Button>
      )}
      <Button
        kind={isShareable ? "plain" : "main"}
        icon={<IconDownload aria-hidden />}
        onClick={() => {
          save(file);
          tell("saved");
        }}
      >
        {t("save")}
      </Button>
      <Button onClick={onBack}>{t("otherwise")}</Button>
    </>
  );
}
