import { Alert, Button, Card, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Refused } from "../app/Refused";
import { useBuilds, useFollowed } from "../publish/builds";
import type { Step } from "../publish/timeLeft";
import { useStepTitle } from "../publish/useStepTitle";
import { useBuilding } from "./NextButton";
import { useClass } from "./useClass";
import { Why } from "./Why";

/** Nothing to look at yet: what is missing or underway for it, and how far that is. `steps` are waited for. */
export function Preparing({ steps }: Readonly<{ steps: readonly string[] }>) {
  const { t } = useTranslation("preparing");
  const { slug, row } = useClass();
  const builds = useBuilds(slug);
  const newest = builds.data?.items[0];
  useFollowed(slug, newest);
  if (row.next === "upload_take" || row.next === "upload_song") return <Upload />;
  const awaited = newest?.steps.filter(({ name }) => steps.includes(name)) ?? [];
  const failed = awaited.find(({ state }) => state === "failed");
  if (failed !== undefined) {
    return (
      <Alert color="red" role="alert" title={t("failed")}>
        {failed.sentence}
      </Alert>
    );
  }
  if (newest?.state !== "running") return builds.isPending ? null : <Start />;
  return (
    <Card withBorder role="status">
      <Stack gap="sm">
        <Text fw={600}>{t("underway")}</Text>
        {awaited.map((step) => (
          <Awaited key={`${step.name} ${step.shard}`} step={step} />
        ))}
        <Text size="sm" c="dimmed">
          {t("byItself")}
        </Text>
      </Stack>
    </Card>
  );
}

function Awaited({ step }: Readonly<{ step: Step }>) {
  const title = useStepTitle(step);
  return (
    <div>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Progress mt={4} value={step.state === "done" ? 100 : step.progress * 100} aria-label={title} />
    </div>
  );
}

function Upload() {
  const { t } = useTranslation("preparing");
  const { slug } = useClass();
  return (
    <Card withBorder>
      <Stack align="start" gap="sm">
        <Why />
        <Button component={Link} to={`/classes/${slug}#files`} variant="default">
          {t("toFiles")}
        </Button>
      </Stack>
    </Card>
  );
}

function Start() {
  const { t } = useTranslation("preparing");
  const { slug, row } = useClass();
  const building = useBuilding(slug);
  return (
    <Card withBorder>
      <Stack align="start" gap="sm">
        <Text>{t("notBuilt")}</Text>
        <Button variant="default" loading={building.isPending} onClick={() => building.mutate(row)}>
          {t("build")}
        </Button>
        <Refused error={building.error} />
      </Stack>
    </Card>
  );
}
