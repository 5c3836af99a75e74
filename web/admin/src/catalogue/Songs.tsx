import { Anchor, Badge, Paper, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useAccount } from "../session/session";
import { ListFrame, useSought } from "./ListFrame";
import { MakeButton } from "./MakeButton";
import { type Song, useMakeSong, useSongs } from "./rows";

/** All songs. */
export function Songs() {
  const { t } = useTranslation("catalogue");
  const q = useSought();
  const songs = useSongs(q);
  const items = songs.data?.pages.flatMap((page) => page.items) ?? null;
  return (
    <ListFrame
      title={t("song.title")}
      make={<MakeSong />}
      count={items?.length ?? null}
      error={songs.error}
      empty={t("song.empty")}
      notFound={t("song.notFound", { q })}
      onMore={songs.hasNextPage ? () => void songs.fetchNextPage() : null}
      rows={<SongTable songs={items ?? []} />}
    />
  );
}

function SongTable({ songs }: Readonly<{ songs: readonly Song[] }>) {
  const { t } = useTranslation("catalogue");
  return (
    <Paper withBorder style={{ overflowX: "auto" }}>
      <Table highlightOnHover verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("song.name")}</Table.Th>
            <Table.Th style={{ whiteSpace: "nowrap" }}>{t("song.artist")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("song.licence")}</Table.Th>
            <Table.Th>{t("song.sound")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {songs.map((song) => (
            <Table.Tr key={song.id}>
              <Table.Td>
                <Anchor component={Link} to={`/songs/${song.id}`} fw={550}>
                  {song.title}
                </Anchor>
              </Table.Td>
              <Table.Td>{song.artist}</Table.Td>
              <Table.Td visibleFrom="sm">
                <Text size="sm" c="dimmed">
                  {song.licence}
                </Text>
              </Table.Td>
              <Table.Td>
                <Badge variant="light" color={song.sound ? "green" : "yellow"} miw="max-content">
                  {t(song.sound ? "song.hasSound" : "song.noSound")}
                </Badge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function MakeSong() {
  const { t } = useTranslation("catalogue");
  const may = useAccount().scopes.includes("author");
  const navigate = useNavigate();
  const making = useMakeSong();
  if (!may) return null;
  const mutate = (title: string) =>
    making.mutate(
      { title, artist: "", licence: "" },
      { onSuccess: ({ id }) => void navigate(`/songs/${id}`) },
    );
  return <MakeButton title={t("song.make")} label={t("song.name")} making={{ ...making, mutate }} />;
}
