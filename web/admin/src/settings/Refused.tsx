import { ProblemError } from "@eightcount/api";
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What the server refused, in its words, beside where it was asked. */
export function Refused({ error }: Readonly<{ error: Error | null }>) {
  const { t } = useTranslation("shell");
  if (error === null) return null;
  return (
    <Alert color="red" role="alert" p="sm">
      {error instanceof ProblemError ? error.sentence : t("unreachable")}
    </Alert>
  );
}

/** The server's sentence about that field of a form, or null. */
export function faultOf(error: Error | null, field: string): string | null {
  if (!(error instanceof ProblemError)) return null;
  return error.faults.find((fault) => fault.field === field)?.sentence ?? null;
}
