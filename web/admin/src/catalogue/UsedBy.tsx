import { Anchor, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { StateBadge } from "../classes/StateBadge";
import { titleIn } from "../classes/titles";
import { useUsedBy } from "./rows";

/** The classes of a song or of a dancer. */
export function UsedBy(props: Readonly<{ song_id: string } | { dancer_id: string }>) {
  const { t, i18n } = useTranslation(["catalogue", "board"]);
  const used = useUsedBy(props).data?.items;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("usedBy")}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t("usedBy")}
          </Title>
          {used && used.length > 0 && (
            <Text size="xs" c="dimmed">
              {t("usedByCount", { count: used.length })}
            </Text>
          )}
        </Group>
        {used?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("usedByNone")}
          </Text>
        )}
        {used?.map((row) => (
          <Group key={row.id} justify="space-between" wrap="nowrap">
            <Anchor component={Link} to={`/classes/${row.slug}`} size="sm" truncate>
              {titleIn(row.titles, i18n.language)}
            </Anchor>
            <StateBadge state={row.state} />
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
