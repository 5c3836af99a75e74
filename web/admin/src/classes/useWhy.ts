/** Why a class stands where it stands, in the person's language; what only the server can say is in its words. */
import type { Shape } from "@eightcount/api";
import { useTranslation } from "react-i18next";
import { reasonOf } from "./why";

type Listed = Parameters<typeof reasonOf>[0] & Pick<Shape<"ClassListed">, "sentence">;
type Build = Readonly<{ steps: readonly Pick<Shape<"StepShown">, "name" | "state">[] }>;

/** `build`: the one that runs for the class, if any. */
export function useWhy(listed: Listed, build: Build | null | undefined) {
  const { t, i18n } = useTranslation("board");
  const step = listed.why === "building" && build?.steps.find(({ state }) => state === "running");
  if (step) return { text: t("why.step", { step: t(`step.${step.name}`) }), isServers: false };
  const reason = reasonOf(listed);
  if (reason === null) return { text: listed.sentence, isServers: true };
  const { key, song, fault } = reason;
  const names = reason.channels.map((channel) => t(`channel.${channel}`));
  const channels = new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(names);
  return { text: t(`why.${key}`, { song, fault, channels }).trim(), isServers: false };
}
