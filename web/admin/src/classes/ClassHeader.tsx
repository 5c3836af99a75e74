import { Avatar, Box, Group, Image, Stack, Text, Title, Tooltip } from "@mantine/core";
import { IconMusic } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import "./class.css";
import { NextButton } from "./NextButton";
import { StateBadge } from "./StateBadge";
import { Stopwatch } from "./Stopwatch";
import { titleIn } from "./titles";
import { useClass } from "./useClass";
import { usePresence } from "./usePresence";
import { Why } from "./Why";

/** What the class is, how it stands, who else is here, and the one button that goes on. */
export function ClassHeader() {
  const { i18n } = useTranslation();
  const { row } = useClass();
  return (
    <Group className="class-header" align="center" wrap="nowrap" gap="md" component="header">
      <Thumbnail url={row.thumbnail} />
      <Stack gap={2} flex={1} miw={0}>
        <Group gap="sm" wrap="nowrap">
          <Title order={1} size="h2" className="class-title">
            {titleIn(row.titles, i18n.language)}
          </Title>
          <StateBadge state={row.state} />
          <OthersHere />
        </Group>
        <Why />
        <Group gap="md" c="dimmed" wrap="nowrap">
          <Text size="xs" truncate component={Link} to={`/songs/${row.song_id}`} className="class-link">
            {row.song_title}
            {row.song_artist && ` · ${row.song_artist}`}
          </Text>
          <Text size="xs" truncate component={Link} to={`/dancers/${row.dancer_id}`} className="class-link">
            {row.dancer_name}
          </Text>
          <Stopwatch activeS={row.active_s} />
        </Group>
      </Stack>
      <NextButton />
    </Group>
  );
}

function Thumbnail({ url }: Readonly<{ url: string | null }>) {
  return (
    <Box className="class-picture">
      {url === null ? (
        <IconMusic size={24} aria-hidden />
      ) : (
        <Image src={url} alt="" w="100%" h="100%" fit="cover" />
      )}
    </Box>
  );
}

function OthersHere() {
  const { t } = useTranslation(["classes", "board"]);
  const { others } = usePresence();
  if (others.length === 0) return null;
  const told = others
    .map(({ name, stage }) => t("here", { name, stage: t(`board:stage.${stage}`) }))
    .join(", ");
  return (
    <Tooltip label={told}>
      <Avatar.Group role="img" aria-label={told}>
        {others.slice(0, 4).map(({ name, stage }) => (
          <Avatar key={`${name} ${stage}`} name={name} color="initials" size={24} radius="xl" />
        ))}
      </Avatar.Group>
    </Tooltip>
  );
}
