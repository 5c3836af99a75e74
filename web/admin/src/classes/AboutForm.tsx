import { api, told } from "@eightcount/api";
import {
  Alert,
  Button,
  Group,
  Input,
  NumberInput,
  Paper,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Title,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSentence } from "../app/useSentence";
import { useAccount } from "../session/session";
import { ConflictAlert } from "./ConflictAlert";
import { faultsOf, type OverviewValues, tidyTags } from "./overviewForm";
import { RowPicks } from "./RowPicks";
import { TitlesField } from "./TitlesField";
import { useAbout } from "./useAbout";
import { ClassChangedError } from "./useClass";

const DIFFICULTIES = ["1", "2", "3", "4", "5"];

type Fields = Readonly<{ values: OverviewValues; set: (changed: Partial<OverviewValues>) => void }>;

/** What people edit of a class. Devices keep what was released until it is released again. */
export function AboutForm() {
  const { t } = useTranslation("classes");
  const about = useAbout();
  const may = useAccount().scopes.includes("author");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    about.save();
  };
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit} noValidate>
      <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack>
          <Title order={2} size="h4">
            {t("overview.about")}
          </Title>
          <TitlesField titles={about.values.titles} onChange={(titles) => about.set({ titles })} />
          <RowPicks values={about.values} set={about.set} />
          <Teaching values={about.values} set={about.set} />
          <Section values={about.values} set={about.set} />
          <Outcome about={about} />
          <Group className="class-savebar" justify="space-between" wrap="nowrap">
            <Text size="xs" c="dimmed">
              {t(about.row.live_on.length > 0 ? "overview.draftOfLive" : "overview.draft")}
            </Text>
            <Group gap="xs" wrap="nowrap">
              {about.isDirty && (
                <Button variant="default" onClick={about.reset}>
                  {t("overview.undo")}
                </Button>
              )}
              <Button
                type="submit"
                variant={about.isDirty ? "filled" : "default"}
                disabled={!about.isDirty}
                loading={about.isSaving}
              >
                {t("overview.save")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </fieldset>
    </Paper>
  );
}

function Teaching({ values, set }: Fields) {
  const { t } = useTranslation("classes");
  const people = useQuery({ queryKey: ["people"], queryFn: () => told(api.GET("/api/v1/people")) });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Input.Wrapper label={t("field.difficulty")} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t("field.difficulty")}
          data={DIFFICULTIES}
          value={String(values.difficulty)}
          onChange={(difficulty) => set({ difficulty: Number(difficulty) })}
        />
      </Input.Wrapper>
      <Select
        label={t("field.owner")}
        placeholder={t("overview.nobody")}
        clearable
        searchable
        data={people.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={values.ownerId}
        onChange={(ownerId) => set({ ownerId })}
      />
      <TagsInput
        label={t("field.tags")}
        placeholder={values.tags.length === 0 ? t("overview.tagsHint") : ""}
        value={[...values.tags]}
        splitChars={[",", " "]}
        maxTags={30}
        onChange={(tags) => set({ tags: tidyTags(tags) })}
        style={{ gridColumn: "1 / -1" }}
      />
    </SimpleGrid>
  );
}

function Section({ values, set }: Fields) {
  const { t } = useTranslation("classes");
  const wrong = faultsOf(values).includes("section");
  const number = (value: string | number) => (value === "" ? null : Number(value));
  const looks = { min: 0, max: 36_000, decimalScale: 3, suffix: " s", hideControls: true } as const;
  return (
    <Input.Wrapper
      label={t("field.section")}
      labelElement="div"
      description={t("overview.sectionHint")}
      error={wrong ? t("overview.fault.section") : null}
    >
      <Group gap="xs" wrap="nowrap" mt={4}>
        <NumberInput
          {...looks}
          flex={1}
          aria-label={t("overview.from")}
          placeholder={t("overview.from")}
          value={values.startS ?? ""}
          onChange={(value) => set({ startS: number(value) })}
        />
        <Text c="dimmed">–</Text>
        <NumberInput
          {...looks}
          flex={1}
          aria-label={t("overview.to")}
          placeholder={t("overview.to")}
          value={values.endS ?? ""}
          onChange={(value) => set({ endS: number(value) })}
        />
      </Group>
    </Input.Wrapper>
  );
}

function Outcome({ about }: Readonly<{ about: ReturnType<typeof useAbout> }>) {
  const { t } = useTranslation("classes");
  const sentence = useSentence();
  if (about.error instanceof ClassChangedError) {
    return <ConflictAlert conflict={about.error} onMine={about.saveMine} onTheirs={about.reset} />;
  }
  if (about.error !== null) {
    return (
      <Alert color="red" role="alert">
        {sentence(about.error)}
      </Alert>
    );
  }
  return about.isSaved ? (
    <Text size="sm" c="green" role="status">
      {t("overview.saved")}
    </Text>
  ) : null;
}
