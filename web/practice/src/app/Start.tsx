/** Before anything is shown: can this page work here at all? Says why not, and what to do. */

import { PackError, requireCryptography } from "@eightcount/runtime";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { house } from "./house";
import { Busy, Trouble } from "./parts";

type Beginning = "opening" | "open" | "insecure" | "old" | "unreachable" | "closed" | "storage";

export function Start({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation("app");
  const [beginning, setBeginning] = useState<Beginning>("opening");
  useEffect(() => {
    let isWanted = true;
    void begin().then((found) => isWanted && setBeginning(found));
    return () => {
      isWanted = false;
    };
  }, []);
  if (beginning === "open") return children;
  if (beginning === "opening") return <Busy />;
  const again = { label: t("again"), onClick: () => location.reload() };
  return <Trouble title="Eightcount" sentence={t(`start.${beginning}`)} again={again} />;
}

async function begin(): Promise<Beginning> {
  if (!isSecureContext) return "insecure";
  try {
    await requireCryptography();
    const { config } = await house();
    return config.closed ? "closed" : "open";
  } catch (error) {
    if (!(error instanceof PackError)) return "unreachable";
    return error.name === "NoCryptographyError" ? "old" : "storage";
  }
}
