/** What went wrong, in a sentence for a person. */
import { ProblemError } from "@eightcount/api";
import { useTranslation } from "react-i18next";

/** Tells of an error: the server's own sentence, or that it does not answer. */
export function useSentence(): (error: Error) => string {
  const { t } = useTranslation("shell");
  return (error) => (error instanceof ProblemError ? error.sentence : t("unreachable"));
}
