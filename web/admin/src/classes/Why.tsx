import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { reasonOf } from "../board/why";
import { useClass } from "./useClass";

/** The one sentence why the class stands where it stands; what only the server can say is in its words. */
export function Why() {
  const { t, i18n } = useTranslation("board");
  const { row } = useClass();
  const reason = reasonOf(row);
  const step = row.build?.steps.find(({ state }) => state === "running");
  const channels = new Intl.ListFormat(i18n.language).format(
    (reason?.channels ?? []).map((channel) => t(`channel.${channel}`)),
  );
  const words =
    row.why === "building" && step !== undefined
      ? t("why.step", { step: t(`step.${step.name}`) })
      : reason !== null && t(`why.${reason.key}`, { song: reason.song, fault: reason.fault, channels });
  return (
    <Text
      size="sm"
      className="class-line"
      {...(words === false && { lang: "en" })}
      {...(row.state === "failed" && { c: "red" })}
    >
      {words || row.sentence}
    </Text>
  );
}
