import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSentence } from "../app/useSentence";
import { DancerPick, SongPick } from "../catalogue/picks";
import { DropPlace } from "../uploads/DropPlace";
import { ChosenFile } from "./ChosenFile";
import { useNewClass } from "./useNewClass";

/** Drop a take and a song, say who dances: the rest is proposed, and goes on by itself. */
export function NewClass() {
  const { t, i18n } = useTranslation("classes");
  const sentence = useSentence();
  const form = useNewClass(i18n.language);
  const { values, set } = form;
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack maw="48rem" mx="auto">
        <Title order={1} size="h2">
          {t("new.title")}
        </Title>
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
