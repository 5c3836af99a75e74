/** How a practice is called. */
import type { TFunction } from "i18next";
import type { Listed } from "./practices";

/** Its name; one without a name is called by its day. */
export function nameOf({ name, danced_at, created_at }: Listed, t: TFunction<"tuning">): string {
  return name || t("unnamed", { when: (danced_at ?? created_at).slice(0, 10) });
}
