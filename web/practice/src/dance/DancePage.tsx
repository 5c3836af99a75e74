/** Dancing a class before the camera, at its address: `?parts=1,2&speed=1&mirror=1`. */

import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { mirroredIn } from "../learn/address";
import { partsIn } from "../learn/lesson";
import { NotAtHand } from "../learn/NotAtHand";
import { useOnePack } from "../learn/onePack";
import { speedIn } from "../learn/speed";
import { DanceScreen } from "./DanceScreen";

export function DancePage() {
  const { t } = useTranslation("dance");
  const { classId = "" } = useParams();
  const [query] = useSearchParams();
  const [attempt, again] = useState(0);
  const opened = useOnePack(classId);
  const total = opened.state === "ready" ? opened.pack.routine.parts.length : 0;
  const asked = useMemo(
    () => ({
      parts: partsIn(query.get("parts"), total),
      speed: speedIn(query.get("speed")),
      mirrored: mirroredIn(query),
    }),
    [query, total],
  );
  if (opened.state === "ready") {
    return <DanceScreen key={attempt} pack={opened.pack} asked={asked} onRetry={() => again(attempt + 1)} />;
  }
  return <NotAtHand opened={opened} classId={classId} title={t("title")} missing={t("missing")} />;
}
