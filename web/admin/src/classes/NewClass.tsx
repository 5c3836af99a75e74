import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useSentence } from "../app/useSentence";
import type { Picked } from "../catalogue/PickOrMake";
import { DancerPick, SongPick } from "../catalogue/picks";
import { slugOf, songOfFile, titleOfFile } from "../catalogue/proposals";
import { DropPlace, type Dropped } from "../uploads/DropPlace";
import { ChosenFile } from "./ChosenFile";
import { type MadeRows, makeClass, type Wanted } from "./making";
import { type Place, type Placed, sorted } from "./sorting";

/** Drop a take and a song, say who dances: the rest is proposed, and goes on by itself. */
export function NewClass() {
  const { t, i18n } = useTranslation("classes");
  const sentence = useSentence();
  const form = useNewClass(i18n.language);
  const { values, set } = form;
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack maw="48rem" mx="auto">
        <Title order={1}>{t("new.title")}</Title>
        <DropPlace
          multiple
          label={t("new.drop")}
          hint={t("new.dropHint")}
          accept="video/*,audio/*"
          onFiles={(files) => void form.drop(files)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {(["take", "song"] as const).map((place) => (
            <ChosenFile
              key={place}
              place={place}
              placed={values[place]}
              onRemove={() => form.remove(place)}
            />
          ))}
        </SimpleGrid>
        {values.song !== null && values.picked.song?.kind === "known" && (
          <Text size="sm" c="dimmed">
            {t("new.songKnown")}
          </Text>
        )}
        <Paper withBorder p="md">
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <SongPick picked={values.picked.song} onPick={form.pickSong} error={form.lacks("song")} />
              <TextInput
                label={t("new.artist")}
                value={values.artist}
                disabled={values.picked.song?.kind === "known"}
                onChange={(event) => set({ artist: event.currentTarget.value })}
              />
              <DancerPick
                picked={values.picked.dancer}
                onPick={form.pickDancer}
                error={form.lacks("dancer")}
              />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label={t("new.name", { language: t(`shell:language.${i18n.language}`) })}
                required
                value={values.title}
                error={form.lacks("title")}
                onChange={(event) => form.setTitle(event.currentTarget.value)}
              />
              <TextInput
                label={t("new.slug")}
                description={t("new.slugHint")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                required
                value={values.slug}
                error={form.lacks("slug")}
                onChange={(event) => set({ slug: event.currentTarget.value, slugProposed: false })}
              />
            </SimpleGrid>
          </Stack>
        </Paper>
        {form.error !== null && (
          <Alert color="red" role="alert">
            {sentence(form.error)}
          </Alert>
        )}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("new.then")}
          </Text>
          <Button type="submit" loading={form.isMaking}>
            {t("new.make")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type Values = Readonly<{
  take: Placed | null;
  song: Placed | null;
  picked: Readonly<{ song: Picked | null; dancer: Picked | null }>;
  artist: string;
  title: string;
  titleProposed: boolean;
  slug: string;
  slugProposed: boolean;
}>;
type Needed = "song" | "dancer" | "title" | "slug";

const EMPTY: Values = {
  take: null,
  song: null,
  picked: { song: null, dancer: null },
  artist: "",
  title: "",
  titleProposed: true,
  slug: "",
  slugProposed: true,
};
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function useNewClass(language: string) {
  const { t } = useTranslation("classes");
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const made = useRef<MadeRows>(new Map());
  const navigate = useNavigate();
  const queries = useQueryClient();
  const making = useMutation({
    mutationFn: (wanted: Wanted) => makeClass(wanted, made.current),
    onSuccess: (slug) => {
      void queries.invalidateQueries({ queryKey: ["classes"] });
      void navigate(`/classes/${slug}`);
    },
  });
  const set = (changed: Partial<Values>) => setValues((before) => ({ ...before, ...changed }));
  const lacking = whatLacks(values);
  return {
    values,
    set,
    error: making.error,
    isMaking: making.isPending,
    lacks: (field: Needed) => (tried && lacking.includes(field) ? t(`new.lacks.${field}`) : null),
    drop: async (files: readonly Dropped[]) => {
      for (const one of await sorted(files)) setValues((before) => withFile(before, one));
    },
    remove: (place: Place) => set({ [place]: null }),
    pickSong: (song: Picked) => set({ picked: { ...values.picked, song } }),
    pickDancer: (dancer: Picked) => set({ picked: { ...values.picked, dancer } }),
    setTitle: (title: string) => setValues((before) => withTitle({ ...before, titleProposed: false }, title)),
    submit: (event: FormEvent) => {
      event.preventDefault();
      setTried(true);
      const wanted = lacking.length === 0 ? wantedOf(values, language) : null;
      if (wanted !== null) making.mutate(wanted);
    },
  };
}

function withFile(before: Values, one: Placed): Values {
  const after = { ...before, [one.place]: one };
  if (one.refusal !== null) return after;
  if (one.place === "take") {
    const title = titleOfFile(one.dropped.file.name);
    return before.titleProposed && title !== "" ? withTitle(after, title) : after;
  }
  const { title, artist } = songOfFile(one.dropped.file.name);
  const known = before.picked.song !== null;
  return known
    ? after
    : { ...after, artist, picked: { ...before.picked, song: { kind: "new", label: title } } };
}

function withTitle(before: Values, title: string): Values {
  return { ...before, title, slug: before.slugProposed ? slugOf(title) : before.slug };
}

function whatLacks({ picked, title, slug }: Values): readonly Needed[] {
  const lacks: readonly (readonly [Needed, boolean])[] = [
    ["song", picked.song === null],
    ["dancer", picked.dancer === null],
    ["title", title.trim() === ""],
    ["slug", !SLUG.test(slug)],
  ];
  return lacks.flatMap(([field, is]) => (is ? [field] : []));
}

function wantedOf(values: Values, language: string): Wanted | null {
  const { song, dancer } = values.picked;
  if (song === null || dancer === null) return null;
  const usable = (one: Placed | null) => (one === null || isBarred(one) ? null : one.dropped);
  return {
    title: values.title.trim(),
    language,
    slug: values.slug,
    slugProposed: values.slugProposed,
    song,
    artist: values.artist.trim(),
    dancer,
    take: usable(values.take),
    sound: usable(values.song),
  };
}

/** A refused file is left out; one that may be insisted on is asked about again where it is uploaded. */
const isBarred = ({ refusal }: Placed) => refusal !== null && !refusal.mayInsist;
