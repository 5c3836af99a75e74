import { Button, Card, Stack, Text, Title } from "@mantine/core";
import { IconEar } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useBench, useBenchState } from "./context";
import type { Candidate } from "./found";
import { isSame } from "./placing";
import { clockOf, percentOf } from "./wordsOfNumbers";

/** Where the song may lie, the found place first: choosing one shows it and lets it be heard. */
export function Candidates({ candidates }: Readonly<{ candidates: readonly Candidate[] }>) {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const placing = useBenchState((state) => state.placing);
  return (
    <Card withBorder component="section" aria-label={t("candidates.title")}>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t("candidates.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t(candidates.length > 1 ? "candidates.why" : "candidates.one")}
        </Text>
        <ol className="alignment-candidates">
          {candidates.map((candidate, place) => {
            const here = isSame(candidate, placing);
            return (
              <li key={`${candidate.offsetS} ${candidate.rate}`} data-here={here}>
                <Button
                  fullWidth
                  variant={here ? "light" : "default"}
                  justify="flex-start"
                  classNames={{ label: "alignment-candidate" }}
                  leftSection={<IconEar size={16} aria-hidden />}
                  rightSection={<span className="alignment-number">{percentOf(candidate.confidence)}</span>}
                  aria-pressed={here}
                  onClick={() => bench.place(candidate)}
                >
                  <span className="alignment-number">{clockOf(candidate.offsetS)}</span>
                  <Text span size="xs" ms="sm" c={here ? "inherit" : "dimmed"}>
                    {t(here ? "candidates.here" : place === 0 ? "candidates.best" : "candidates.other")}
                  </Text>
                </Button>
              </li>
            );
          })}
        </ol>
      </Stack>
    </Card>
  );
}
