import { ProblemError } from "@eightcount/api";
import { Alert, Anchor, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** There is no such class, or it cannot be shown now. */
export function ClassMissing({ error }: Readonly<{ error: Error }>) {
  const { t } = useTranslation("classes");
  return (
    <Stack align="start" maw="40rem">
      <Alert color="red" role="alert">
        {error instanceof ProblemError ? error.sentence : t("shell:unreachable")}
      </Alert>
      <Anchor component={Link} to="/">
        {t("shell:toBoard")}
      </Anchor>
    </Stack>
  );
}
