/** One result, at its address. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Busy, Notice, Page } from "../app/parts";
import { type Result, resultOf } from "./history";
import { ResultView } from "./ResultView";

type Found = Result | "reading" | "none" | "unreadable";

export function ResultPage() {
  const { t } = useTranslation("results");
  const { resultId = "" } = useParams();
  const found = useResult(resultId);
  if (typeof found === "object") return <ResultView result={found} key={resultId} />;
  return (
    <Page title={t("title")} back="/">
      {found === "reading" && <Busy />}
      {found === "none" && <Notice tone="warn">{t("none")}</Notice>}
      {found === "unreadable" && <Notice tone="bad">{t("unreadable")}</Notice>}
    </Page>
  );
}

function useResult(id: string): Found {
  const [found, find] = useState<Found>("reading");
  useEffect(() => {
    let isWanted = true;
    find("reading");
    resultOf(id).then(
      (result) => isWanted && find(result ?? "none"),
      () => isWanted && find("unreadable"),
    );
    return () => {
      isWanted = false;
    };
  }, [id]);
  return found;
}
