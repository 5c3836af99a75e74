/** How far a download has come. */

import { useTranslation } from "react-i18next";
import { language } from "../i18n";
import type { Download } from "./follower";
import { inMegabytes } from "./words";

export function Coming({ download }: { readonly download: Download }) {
  const { t } = useTranslation("classes");
  const { isWaiting, doneBytes, totalBytes } = download;
  const words =
    isWaiting || totalBytes === 0
      ? t(isWaiting ? "waiting" : "beginning")
      : t("progress", {
          done: inMegabytes(doneBytes, language()),
          total: inMegabytes(totalBytes, language()),
        });
  return (
    <div className="classes-coming">
      <progress max={totalBytes || 1} value={doneBytes} aria-label={t("progressLabel")} />
      <p aria-live="off">{words}</p>
    </div>
  );
}
