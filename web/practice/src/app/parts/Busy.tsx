/** Something takes a moment; `children` says what. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Busy({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation("app");
  return (
    <div className="busy" role="status">
      <div className="busy-ring" aria-hidden />
      {children ?? t("busy")}
    </div>
  );
}
