/** Sees to it that a pose net is here once a class is, so that it can be danced offline; says so where it is not. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../app/parts";
import { bringNet } from "../pose/nets";

type Net = "asking" | "here" | "missing";

export function NetNotice() {
  const { t } = useTranslation("classes");
  const [net, setNet] = useState<Net>("asking");
  useEffect(() => {
    let isWanted = true;
    bringNet().then(
      () => isWanted && setNet("here"),
      () => isWanted && setNet("missing"),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return net === "missing" ? <Notice tone="warn">{t("netMissing")}</Notice> : null;
}
