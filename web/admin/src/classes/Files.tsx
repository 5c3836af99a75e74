import { api, told } from "@eightcount/api";
import { Alert, Button, Group, Image, Paper, Stack, Text, Title } from "@mantine/core";
import { IconMovie, IconMusic, IconPhoto } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { Heard } from "../catalogue/Heard";
import { contentOf, useSong } from "../catalogue/rows";
import { useAccount } from "../session/session";
import { FilePlace } from "../uploads/FilePlace";
import { bytesInWords } from "../uploads/words";
import { refusalsOf } from "./refusals";
import { type ClassRow, useClass } from "./useClass";

/** The take, the song's sound and the cover of a class: what is there, what is on its way, what was refused. */
export function Files() {
  const { t } = useTranslation("classes");
  const { row, slug } = useClass();
  const song = useSong(row.song_id).data?.row;
  const refusals = refusalsOf(row);
  const here = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === "#files") here.current?.scrollIntoView({ block: "start" });
  }, [hash]);
  return (
    <Stack id="files" ref={here} gap="md">
      <OneFile
        title={t("files.take")}
        icon={<IconMovie size={18} aria-hidden />}
        sha256={row.take}
        refusal={refusals.take}
        place={
          <FilePlace goal={{ kind: "take", slug }} label={t(row.take ? "files.newTake" : "files.addTake")} />
        }
      />
      <OneFile
        title={t("files.song", { title: row.song_title })}
        icon={<IconMusic size={18} aria-hidden />}
        sha256={song?.sound ?? null}
        refusal={refusals.song}
        shown={song?.sound ? <Heard sha256={song.sound} title={row.song_title} /> : null}
        place={
          <FilePlace
            goal={{ kind: "sound", songId: row.song_id, slug }}
            label={t(song?.sound ? "files.newSong" : "files.addSong")}
            {...(song?.sound && { hint: t("files.newSongHint") })}
          />
        }
      />
      <Cover row={row} slug={slug} refusal={refusals.cover} />
    </Stack>
  );
}

type OneFileProps = Readonly<{
  title: string;
  icon: ReactNode;
  sha256: string | null;
  refusal: string | null;
  shown?: ReactNode;
  place: ReactNode;
}>;

function OneFile({ title, icon, sha256, refusal, shown = null, place }: OneFileProps) {
  const may = useAccount().scopes.includes("author");
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap">
          {icon}
          <Title order={2} size="h5">
            {title}
          </Title>
        </Group>
        {sha256 !== null && <Original sha256={sha256} />}
        {refusal !== null && (
          <Alert color="red" role="alert" p="xs">
            {refusal}
          </Alert>
        )}
        {shown}
        {may && place}
      </Stack>
    </Paper>
  );
}

function Original({ sha256 }: Readonly<{ sha256: string }>) {
  const { i18n } = useTranslation();
  const original = useQuery({
    queryKey: ["original", sha256],
    queryFn: () => told(api.GET("/api/v1/originals/{sha256}", { params: { path: { sha256 } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Text size="xs" c="dimmed" truncate style={{ minHeight: "1.5em" }}>
      {original.data && `${original.data.filename} · ${bytesInWords(original.data.bytes, i18n.language)}`}
    </Text>
  );
}

type CoverProps = Readonly<{ row: ClassRow; slug: string; refusal: string | null }>;

function Cover({ row, slug, refusal }: CoverProps) {
  const { t } = useTranslation("classes");
  const { edit } = useClass();
  const may = useAccount().scopes.includes("author");
  return (
    <OneFile
      title={t("files.cover")}
      icon={<IconPhoto size={18} aria-hidden />}
      sha256={row.cover}
      refusal={refusal}
      shown={
        row.cover && (
          <Group align="end" gap="xs">
            <Image
              src={contentOf(row.cover)}
              alt={t("files.cover")}
              h={120}
              w="auto"
              fit="contain"
              radius="sm"
            />
            {may && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                onClick={() => edit.mutate({ changes: { cover: null } })}
              >
                {t("files.noCover")}
              </Button>
            )}
          </Group>
        )
      }
      place={
        <FilePlace
          goal={{ kind: "cover", slug }}
          label={t(row.cover ? "files.newCover" : "files.addCover")}
        />
      }
    />
  );
}
