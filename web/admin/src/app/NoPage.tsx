import { Anchor, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

export function NoPage() {
  const { t } = useTranslation("shell");
  return (
    <Stack align="start">
      <Text>{t("noPage")}</Text>
      <Anchor component={Link} to="/">
        {t("toBoard")}
      </Anchor>
    </Stack>
  );
}
