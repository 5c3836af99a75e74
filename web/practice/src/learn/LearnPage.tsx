/** The lesson of a class, at its address: `?parts=1,2&speed=0.5&mirror=1` says what is picked at first. */

import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { mirroredIn } from "./address";
import { Lesson } from "./Lesson";
import { partsIn } from "./lesson";
import { NotAtHand } from "./NotAtHand";
import { useOnePack } from "./onePack";
import { speedIn } from "./speed";

export function LearnPage() {
  const { t } = useTranslation("learn");
  const { classId = "" } = useParams();
  const [query] = useSearchParams();
  const opened = useOnePack(classId);
  if (opened.state === "ready") {
    const parts = partsIn(query.get("parts"), opened.pack.routine.parts.length);
    const speed = speedIn(query.get("speed"));
    return <Lesson pack={opened.pack} parts={parts} speed={speed} mirroredFirst={mirroredIn(query)} />;
  }
  return <NotAtHand opened={opened} classId={classId} title={t("title")} missing={t("missing")} />;
}
