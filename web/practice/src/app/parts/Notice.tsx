/** A sentence that wants to be read; of a fault it is read out. */

import type { ReactNode } from "react";

export interface NoticeProps {
  readonly tone?: "good" | "warn" | "bad" | "plain";
  readonly children: ReactNode;
}

export function Notice({ tone = "plain", children }: NoticeProps) {
  return (
    <div className={`notice is-${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}
