import { ProblemError } from "@eightcount/api";
import { Alert } from "@mantine/core";
import { useSentence } from "./useSentence";

/** `fields` are those of the form that tell their own faults. */
type Props = Readonly<{ error: Error | null; fields?: readonly string[] }>;

/** What the server refused, in its words, beside where it was asked. */
export function Refused({ error, fields = [] }: Props) {
  const sentenceOf = useSentence();
  if (error === null || isToldByFields(error, fields)) return null;
  return (
    <Alert color="red" role="alert" py="xs">
      {sentenceOf(error)}
    </Alert>
  );
}

/** The server's sentence about that field of a form, or null. */
export function faultOf(error: Error | null, field: string): string | null {
  if (!(error instanceof ProblemError)) return null;
  return error.faults.find((fault) => fault.field === field)?.sentence ?? null;
}

function isToldByFields(error: Error, fields: readonly string[]): boolean {
  if (!(error instanceof ProblemError) || error.faults.length === 0) return false;
  return error.faults.every((fault) => fields.includes(fault.field));
}
