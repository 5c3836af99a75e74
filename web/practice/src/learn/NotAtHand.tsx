/** What is shown at a class's address while the class is not open: it is being opened, is not on the device, or broke. */

import { useTranslation } from "react-i18next";
import { Busy, Button, Notice, Page } from "../app/parts";
import type { PackState } from "../classes";

interface NotAtHandProps {
  readonly opened: Exclude<PackState, { readonly state: "ready" }>;
  readonly classId: string;
  readonly title: string;
  /** That the class is not on the device. */
  readonly missing: string;
}

export function NotAtHand({ opened, classId, title, missing }: NotAtHandProps) {
  const { t } = useTranslation("learn");
  const classPage = `/c/${classId}`;
  const way = (
    <Button kind="main" to={classPage}>
      {t("back")}
    </Button>
  );
  return (
    <Page title={title} back={classPage} actions={opened.state !== "opening" && way}>
      {opened.state === "opening" && <Busy />}
      {opened.state === "missing" && <Notice tone="warn">{missing}</Notice>}
      {opened.state === "failed" && <Notice tone="bad">{opened.sentence}</Notice>}
    </Page>
  );
}
