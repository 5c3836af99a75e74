import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { Waiting } from "../app/Waiting";
import { useClass } from "../classes/useClass";
import { BeatsChanged } from "./BeatsChanged";
import { beatsChanged, byDay, type Entry, short, useHistory, worthTelling } from "./history";

/** Who did what when to this class, down to the moved beat. */
export function HistoryPage() {
  const { t, i18n } = useTranslation("publish");
  const { slug } = useClass();
  const history = useHistory(slug);
  if (history.isPending) return <Waiting />;
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  const days = byDay(entries, new Intl.DateTimeFormat(i18n.language, { dateStyle: "full" }));
  return (
    <Stack>
      <Refused error={history.error} />
      {history.isSuccess && entries.length === 0 && <Text c="dimmed">{t("history.empty")}</Text>}
      {days.map(({ day, entries: told }) => (
        <Card key={day} withBorder component="section" aria-label={day}>
          <Title order={2} size="h5" mb="xs">
            {day}
          </Title>
          <Stack gap="sm" component="ol" p={0} m={0}>
            {told.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </Stack>
        </Card>
      ))}
      {history.hasNextPage && (
        <Button
          variant="default"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t("history.more")}
        </Button>
      )}
    </Stack>
  );
}

function Line({ entry }: Readonly<{ entry: Entry }>) {
  const { t, i18n } = useTranslation("publish");
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" });
  const beats = beatsChanged(entry);
  const told = (value: unknown) =>
    t(`history.value.${short(value)}`, { defaultValue: short(value) }) || t("history.nothing");
  const noun = i18n.exists(`publish:history.noun.${entry.noun}`)
    ? t(`history.noun.${entry.noun}`)
    : entry.noun;
  return (
    <Group component="li" gap="sm" align="start" wrap="nowrap" style={{ listStyle: "none" }}>
      <Text size="sm" c="dimmed" w="4.5rem" component="time" dateTime={entry.at} flex="none">
        {time.format(new Date(entry.at))}
      </Text>
      <Stack gap={2} flex={1} miw={0}>
        <Text size="sm">
          <b>{entry.actor_name}</b>
          {" · "}
          {noun} {t(`history.action.${entry.action}`)}
        </Text>
        <Group gap="4px 14px">
          {entry.changes
            .filter((change) => worthTelling(entry, change))
            .map((change) => (
              <Group key={change.field} gap={6} c="dimmed">
                <Text size="xs">{t(`history.field.${change.field}`, { defaultValue: change.field })}</Text>
                {entry.action === "edit" && (
                  <>
                    <Code>{told(change.from)}</Code>
                    <IconArrowRight size={12} aria-hidden />
                  </>
                )}
                <Code>{told(change.to)}</Code>
              </Group>
            ))}
        </Group>
        {beats && <BeatsChanged from={beats.from} to={beats.to} />}
      </Stack>
    </Group>
  );
}
