import { Alert, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RolledBack } from "./rolledBack";

/** That devices have less than the draft because somebody took it back, and what publishing would do. */
export function RolledBackNote({ back }: Readonly<{ back: RolledBack }>) {
  const { t, i18n } = useTranslation("publish");
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const { revision, undone } = back;
  return (
    <Alert color="orange" role="note" icon={<IconArrowBackUp size={18} />} p="xs">
      <Text size="sm">
        {t("rolledBack.to", { revision, at: when.format(new Date(back.at)) })}{" "}
        {t(back.comesBack ? "rolledBack.comesBack" : "rolledBack.builtSince", { undone })}
      </Text>
    </Alert>
  );
}
