import { Group, Popover, Table, Text, UnstyledButton } from "@mantine/core";
import { IconStopwatch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockTime, totalS } from "./durations";

const STAGES = ["overview", "align", "beats", "poses", "publish"] as const;

/** How long people have actively worked on this class, and on which stage. */
export function Stopwatch({ activeS }: Readonly<{ activeS: Readonly<Record<string, number>> }>) {
  const { t } = useTranslation(["classes", "board"]);
  const total = clockTime(totalS(activeS));
  return (
    <Popover position="bottom-start" withinPortal>
      <Popover.Target>
        <UnstyledButton aria-label={t("stopwatch.label", { total })}>
          <Group gap={4} wrap="nowrap">
            <IconStopwatch size={14} aria-hidden />
            <Text size="xs" style={{ fontVariantNumeric: "tabular-nums" }}>
              {total}
            </Text>
          </Group>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Text size="xs" fw={600} mb={4}>
          {t("stopwatch.title")}
        </Text>
        <Table fz="xs" verticalSpacing={2} horizontalSpacing={6} withRowBorders={false} tabularNums>
          <Table.Tbody>
            {STAGES.map((stage) => (
              <Table.Tr key={stage}>
                <Table.Td>{t(`board:stage.${stage}`)}</Table.Td>
                <Table.Td ta="right">{clockTime(activeS[stage] ?? 0)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Popover.Dropdown>
    </Popover>
  );
}
