import { Button, Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { clockTime } from "../classes/durations";
import { useClass } from "../classes/useClass";
import { useAccount } from "../session/session";
import { useBuildDeeds, useBuilds, useFollowed } from "./builds";
import { StepLine } from "./StepLine";
import { type Build, buildLeftS, lastTook } from "./timeLeft";

/** The newest build, live: every step, what is left, why it failed; and to start, retry or abort. */
export function BuildPanel() {
  const { t } = useTranslation("publish");
  const { slug } = useClass();
  const builds = useBuilds(slug);
  const newest = builds.data?.items[0];
  useFollowed(slug, newest);
  const took = lastTook(builds.data?.items ?? []);
  return (
    <Card withBorder component="section" aria-label={t("build.title")}>
      <Stack gap="sm">
        <Head newest={newest} leftS={newest ? buildLeftS(newest, took) : 0} />
        <Refused error={builds.error} />
        {newest === undefined ? (
          <Text c="dimmed">
            {builds.isSuccess ? t("build.none") : builds.isPending && t("shell:loading")}
          </Text>
        ) : (
          <>
            <Progress
              value={newest.progress * 100}
              color={newest.state === "failed" ? "red" : "violet"}
              aria-label={t("build.progress")}
            />
            <Stack gap={2} component="ol" p={0} m={0}>
              {newest.steps.map((step) => (
                <StepLine key={`${step.name} ${step.shard}`} step={step} />
              ))}
            </Stack>
          </>
        )}
      </Stack>
    </Card>
  );
}

function Head({ newest, leftS }: Readonly<{ newest: Build | undefined; leftS: number | null }>) {
  const { t, i18n } = useTranslation("publish");
  const { slug } = useClass();
  const may = useAccount().scopes.includes("build");
  const deeds = useBuildDeeds(slug);
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Stack gap={0}>
          <Title order={2} size="h4">
            {newest ? t("build.of", { revision: newest.revision }) : t("build.title")}
          </Title>
          {newest && (
            <Text size="sm" c="dimmed" role="status" style={{ fontVariantNumeric: "tabular-nums" }}>
              {t(`build.state.${newest.state}`)}
              {" · "}
              {newest.state === "running" && leftS !== null
                ? t("build.left", { time: clockTime(leftS) })
                : when.format(new Date(newest.finished_at ?? newest.created_at))}
            </Text>
          )}
        </Stack>
        {may && (
          <Group gap="xs">
            {newest?.state === "running" && (
              <Button
                variant="default"
                loading={deeds.abort.isPending}
                onClick={() => deeds.abort.mutate(newest)}
              >
                {t("build.abort")}
              </Button>
            )}
            {newest?.state === "failed" && (
              <Button
                variant="default"
                loading={deeds.retry.isPending}
                onClick={() => deeds.retry.mutate(newest)}
              >
                {t("build.retry")}
              </Button>
            )}
            {newest?.state !== "running" && (
              <Button variant="default" loading={deeds.start.isPending} onClick={() => deeds.start.mutate()}>
                {t("build.start")}
              </Button>
            )}
          </Group>
        )}
      </Group>
      <Refused error={deeds.start.error ?? deeds.retry.error ?? deeds.abort.error} />
    </Stack>
  );
}
