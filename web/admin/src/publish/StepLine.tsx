import { Alert, Box, Code, Group, Progress, Spoiler, Stack, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconPlayerPlay,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockTime } from "../classes/durations";
import type { Step } from "./timeLeft";
import { useStepTitle } from "./useStepTitle";

const ICONS = {
  waiting: IconCircleDashed,
  ready: IconClock,
  running: IconPlayerPlay,
  done: IconCheck,
  failed: IconAlertTriangle,
  aborted: IconPlayerStop,
} as const;
const COLOURS: Partial<Record<Step["state"], string>> = { done: "green", failed: "red", running: "blue" };

/** One step of a build: how far it is and what it does; when it failed, the reason and the log behind it. */
export function StepLine({ step }: Readonly<{ step: Step }>) {
  const { t } = useTranslation("publish");
  const Icon = ICONS[step.state];
  const title = useStepTitle(step);
  return (
    <Box component="li" style={{ listStyle: "none" }} data-step={step.name} data-state={step.state}>
      <Group gap="sm" wrap="nowrap" h={28}>
        <Text c={COLOURS[step.state] ?? "dimmed"} lh={0} component="span" title={t(`state.${step.state}`)}>
          <Icon size={18} aria-label={t(`state.${step.state}`)} />
        </Text>
        <Text size="sm" flex={{ base: 1, xs: "0 0 14rem" }} truncate>
          {title}
        </Text>
        <Box flex={{ base: step.state === "running" ? "0 0 4rem" : "none", xs: 1 }}>
          {step.state === "running" && <Progress value={step.progress * 100} size="sm" aria-label={title} />}
        </Box>
        <Text size="xs" c="dimmed" w="10rem" ta="right" truncate visibleFrom="xs">
          {step.state === "running" ? step.words : ""}
        </Text>
        <Text
          size="xs"
          c="dimmed"
          miw={{ xs: "5rem" }}
          ta="right"
          style={{ fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" }}
        >
          {step.cached ? t("cached") : step.seconds === null ? "" : clockTime(step.seconds)}
        </Text>
      </Group>
      {step.state === "failed" && <Failure step={step} />}
    </Box>
  );
}

function Failure({ step }: Readonly<{ step: Step }>) {
  const { t } = useTranslation("publish");
  return (
    <Alert color="red" my="xs" role="alert">
      <Stack gap="xs">
        <Text size="sm">{step.sentence}</Text>
        {step.detail !== "" && (
          <Spoiler maxHeight={0} showLabel={t("log.show")} hideLabel={t("log.hide")}>
            <Code block mah={320} style={{ overflow: "auto" }}>
              {step.detail}
            </Code>
          </Spoiler>
        )}
      </Stack>
    </Alert>
  );
}
