import { ProblemError } from "@eightcount/api";
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What the server refused, in its own words, beside what was asked. Nothing while nothing was refused. */
export function Refused({ error }: Readonly<{ error: Error | null }>) {
  const { t } = useTranslation("shell");
  if (error === null) return null;
  return (
    <Alert color="red" role="alert" py="xs">
      {error instanceof ProblemError ? error.sentence : t("unreachable")}
    </Alert>
  );
}
