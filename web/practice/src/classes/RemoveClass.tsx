/** Takes a class off the device, after a second word. */

import { type Listed, packBytes } from "@eightcount/runtime";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Asked, Button } from "../app/parts";
import { language } from "../i18n";
import type { Follower } from "./follower";
import { inMegabytes } from "./words";

export function RemoveClass({ listed, follower }: { readonly listed: Listed; readonly follower: Follower }) {
  const { t } = useTranslation("classes");
  const [isAsked, setAsked] = useState(false);
  const size = listed.inUse ? inMegabytes(packBytes(listed.inUse), language()) : "";
  if (!isAsked) {
    return (
      <Button icon={<IconTrash aria-hidden />} onClick={() => setAsked(true)}>
        {t("remove", { size })}
      </Button>
    );
  }
  return (
    <Asked>
      <p>{t("removeAsked")}</p>
      <div className="classes-choice">
        <Button onClick={() => setAsked(false)}>{t("keep")}</Button>
        <Button kind="danger" onClick={() => void follower.remove(listed.classId)}>
          {t("removeNow")}
        </Button>
      </div>
    </Asked>
  );
}
