import { useTranslation } from "react-i18next";
import type { Step } from "./timeLeft";

/** What a step is called; of a take that is split over workers, which stretch of it. */
export function useStepTitle({ name, shard }: Pick<Step, "name" | "shard">): string {
  const { t } = useTranslation("publish");
  const title = t(`steps.${name}`);
  return shard === "" ? title : t("shard", { name: title, shard });
}
