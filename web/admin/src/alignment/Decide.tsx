import { Alert, Anchor, Button, Card, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Refused } from "../app/Refused";
import { useBuilding } from "../classes/NextButton";
import { useClass } from "../classes/useClass";
import type { Deciding } from "./useDeciding";

type Props = Readonly<{
  deciding: Deciding;
  /** There is a place that can be rejected. */
  found: boolean;
  /** The class video does not follow this place yet. */
  unbuilt: boolean;
}>;

/** Accept what is held, save another place, or take it back; and what follows from it. */
export function Decide({ deciding, found, unbuilt }: Props) {
  const { t } = useTranslation("alignment");
  const { slug } = useClass();
  const [rejecting, setRejecting] = useState(false);
  const { deed, note, setNote, decided, told } = deciding;
  return (
    <Card withBorder component="section" aria-label={t("decide.title")}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t("decide.title")}
        </Title>
        <TextInput
          label={t("decide.note")}
          placeholder={t("decide.notePlaceholder")}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button
            loading={deciding.busy}
            disabled={deed.kind === "done" || deed.kind === "denied"}
            onClick={deciding.decide}
          >
            {t(`decide.${deed.words}`)}
          </Button>
          {decided && (
            <Button variant="default" disabled={deciding.busy || !deciding.mayReset} onClick={deciding.reset}>
              {t("decide.takeBack")}
            </Button>
          )}
          {found && !decided && (
            <Button variant="default" aria-expanded={rejecting} onClick={() => setRejecting(!rejecting)}>
              {t("decide.reject")}
            </Button>
          )}
        </Group>
        {deed.kind === "denied" && (
          <Text size="sm" c="dimmed">
            {t(`decide.${deed.why}`)}
          </Text>
        )}
        {rejecting && !decided && (
          <Text size="sm">
            {t("decide.rejected")}{" "}
            <Anchor component={Link} to={`/classes/${slug}#files`} size="sm">
              {t("decide.files")}
            </Anchor>
          </Text>
        )}
        <Text size="sm" c="dimmed" role="status" mih="1.4em">
          {told}
        </Text>
        <Refused error={deciding.error} />
        {unbuilt && <Unbuilt />}
      </Stack>
    </Card>
  );
}

function Unbuilt() {
  const { t } = useTranslation("alignment");
  const { row, slug } = useClass();
  const building = useBuilding(slug);
  return (
    <Alert color="blue" data-unbuilt>
      <Stack gap="xs" align="start">
        <Text size="sm">{t("decide.needsBuild")}</Text>
        <Button size="xs" variant="default" loading={building.isPending} onClick={() => building.mutate(row)}>
          {t("decide.build")}
        </Button>
        <Refused error={building.error} />
      </Stack>
    </Alert>
  );
}
