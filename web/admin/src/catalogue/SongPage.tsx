import { Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Waiting } from "../app/Waiting";
import { useAccount } from "../session/session";
import { FilePlace } from "../uploads/FilePlace";
import { Heard } from "./Heard";
import { RowForm } from "./RowForm";
import { RowFrame, RowMissing } from "./RowFrame";
import { type Song, useEditSong, useSong } from "./rows";
import { UsedBy } from "./UsedBy";

/** One song: its words, its sound, the classes that use it. */
export function SongPage() {
  const { t } = useTranslation("catalogue");
  const { id = "" } = useParams();
  const song = useSong(id);
  const edit = useEditSong();
  if (song.data === undefined) return song.error ? <RowMissing error={song.error} /> : <Waiting />;
  const fields = [
    { name: "title", label: t("song.name"), required: true },
    { name: "artist", label: t("song.artist") },
    { name: "licence", label: t("song.licence"), hint: t("song.licenceHint") },
  ] as const;
  return (
    <RowFrame
      back={{ to: "/songs", label: t("back") }}
      title={song.data.row.title}
      main={
        <RowForm
          key={id}
          fields={fields}
          read={song.data}
          readAgain={async () => (await song.refetch({ throwOnError: true })).data?.etag ?? ""}
          saving={{ ...edit, mutate: (given, done) => edit.mutate({ id, ...given }, { onSuccess: done }) }}
        />
      }
      side={
        <>
          <Sound song={song.data.row} />
          <UsedBy song_id={id} />
        </>
      }
    />
  );
}

function Sound({ song }: Readonly<{ song: Song }>) {
  const { t } = useTranslation("catalogue");
  const may = useAccount().scopes.includes("author");
  return (
    <Paper withBorder p="md" component="section" aria-label={t("song.sound")}>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t("song.sound")}
        </Title>
        {song.sound && <Heard sha256={song.sound} title={song.title} />}
        {may && (
          <FilePlace
            goal={{ kind: "sound", songId: song.id, slug: null }}
            label={t(song.sound ? "song.newSound" : "song.addSound")}
            {...(song.sound && { hint: t("song.newSoundHint") })}
          />
        )}
      </Stack>
    </Paper>
  );
}
