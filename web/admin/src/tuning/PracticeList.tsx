import { ActionIcon, Button, Card, Group, Table, Text, Title, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "../session/session";
import { csvOf } from "./csv";
import { DeleteDialog } from "./DeleteDialog";
import { changeOf, isSeen } from "./distribution";
import type { Practice } from "./practices";
import { save } from "./saving";
import type { Rescored } from "./useRescored";
import { nameOf } from "./words";

type Props = Readonly<{
  practices: readonly Practice[];
  chosen: string;
  rescored: Rescored;
  onChoose: (id: string) => void;
}>;

/** All stored practices: their scores as stored, by the parameters that are shown, and the change. */
export function PracticeList({ practices, chosen, rescored, onChoose }: Props) {
  const { t } = useTranslation("tuning");
  const mayDelete = useAccount().scopes.includes("author");
  const [going, setGoing] = useState<Practice | null>(null);
  return (
    <Card withBorder component="section" aria-label={t("list.title")}>
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h5">
          {t("list.title")}
        </Title>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={rescored.busy}
          onClick={() => save("practices.csv", "text/csv", csvOf(rowsOf(practices, rescored)))}
        >
          {t("list.csv")}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={420} maxHeight={440}>
        <Table fz="sm" verticalSpacing={4} className="tuning-number">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("list.name")}</Table.Th>
              <Table.Th ta="end">{t("list.stored")}</Table.Th>
              <Table.Th ta="end">{t("list.now")}</Table.Th>
              <Table.Th ta="end">{t("list.change")}</Table.Th>
              <Table.Th ta="end">{t("list.judged")}</Table.Th>
              {mayDelete && (
                <Table.Th>
                  <VisuallyHidden>{t("list.delete")}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {practices.map((practice) => (
              <Line
                key={practice.id}
                practice={practice}
                here={practice.id === chosen}
                rescored={rescored}
                onChoose={onChoose}
                onDelete={mayDelete ? () => setGoing(practice) : null}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {going !== null && <DeleteDialog practice={going} onClose={() => setGoing(null)} />}
    </Card>
  );
}

type LineProps = Readonly<{
  practice: Practice;
  here: boolean;
  rescored: Rescored;
  onChoose: (id: string) => void;
  onDelete: (() => void) | null;
}>;

function Line({ practice, here, rescored, onChoose, onDelete }: LineProps) {
  const { t } = useTranslation("tuning");
  const stored = practice.sheet.total;
  const now = rescored.sheets.get(practice.id)?.total ?? null;
  const fault = rescored.faults.get(practice.id) ?? null;
  const change = changeOf(stored.score, now?.score ?? null);
  const name = nameOf(practice, t);
  return (
    <Table.Tr data-practice={practice.id} aria-current={here || undefined} className="tuning-practice">
      <Table.Td>
        <Button size="compact-sm" variant={here ? "light" : "subtle"} onClick={() => onChoose(practice.id)}>
          {name}
        </Button>
        {fault !== null && (
          <Text size="xs" c="red">
            {t("list.fault", { fault })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="end">{stored.score?.toFixed(1) ?? "–"}</Table.Td>
      <Table.Td ta="end" data-now>
        {now === null ? "…" : (now.score?.toFixed(1) ?? "–")}
      </Table.Td>
      <Table.Td ta="end" data-change={isSeen(change) ? Math.sign(change) : 0}>
        {isSeen(change) ? `${change > 0 ? "+" : "−"}${Math.abs(change).toFixed(1)}` : "0.0"}
      </Table.Td>
      <Table.Td ta="end">{`${(now ?? stored).judged} / ${stored.steps}`}</Table.Td>
      {onDelete !== null && (
        <Table.Td ta="end">
          <Tooltip label={t("list.delete")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("list.deleteOf", { name })}
              onClick={onDelete}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function rowsOf(practices: readonly Practice[], { sheets }: Rescored) {
  return practices.flatMap(({ id, name, sheet: stored }) => {
    const sheet = sheets.get(id);
    return sheet === undefined ? [] : [{ practice: id, name, stored, sheet }];
  });
}
