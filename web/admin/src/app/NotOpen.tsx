import { ProblemError, UnreachableError } from "@eightcount/api";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSentence } from "./useSentence";

type Props = Readonly<{
  fault: Error;
  again: () => void;
  /** What a person reads in place of the fault's own words, where the room knows better. */
  sentence?: string;
  color?: string;
}>;

/** A room could not be opened: why, and the way to try again. */
export function NotOpen({ fault, again, sentence, color = "red" }: Props) {
  const { t } = useTranslation("shell");
  const sentenceOf = useSentence();
  const asked = fault instanceof ProblemError || fault instanceof UnreachableError;
  return (
    <Alert color={color} role="alert">
      <Stack align="start" gap="xs">
        <Text size="sm">{sentence ?? (asked ? sentenceOf(fault) : fault.message)}</Text>
        <Button size="xs" variant="default" onClick={again}>
          {t("again")}
        </Button>
      </Stack>
    </Alert>
  );
}
