/** What is shown at a class's address while the class is not open: it is being opened, is not on the device, or broke. */

import { Busy, Notice, Page } from "../app/parts";
import type { PackState } from "../classes";

interface NotAtHandProps {
  readonly opened: Exclude<PackState, { readonly state: "ready" }>;
  readonly classId: string;
  readonly title: string;
  /** That the class is not on the device. */
  readonly missing: string;
}

export function NotAtHand({ opened, classId, title, missing }: NotAtHandProps) {
  return (
    <Page title={title} back={`/c/${classId}`}>
      {opened.state === "opening" && <Busy />}
      {opened.state === "missing" && <Notice tone="warn">{missing}</Notice>}
      {opened.state === "failed" && <Notice tone="bad">{opened.sentence}</Notice>}
    </Page>
  );
}
