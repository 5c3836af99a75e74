import { Badge, Button, Card, Group, List, Progress, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { useClass } from "../classes/useClass";
import { useWhy } from "../classes/useWhy";
import { useAccount } from "../session/session";
import { Confirm } from "./Confirm";
import { type Diff, differences } from "./differences";
import { RolledBackNote } from "./RolledBackNote";
import { type Channel, type Release, useDiff, useReleaseDeeds } from "./releases";
import { type RolledBack, rolledBack } from "./rolledBack";
import { Warnings } from "./Warnings";
import { wayBack } from "./wayBack";

type Props = Readonly<{ channel: Channel; releases: readonly Release[] }>;

/** A channel: what is live there, what publishing would change, and the buttons that do it. */
export function ChannelCard({ channel, releases }: Props) {
  const { t } = useTranslation("publish");
  const { row, slug } = useClass();
  const live = releases.find((release) => release.state === "live");
  const pending = releases.find((release) => release.state === "pending");
  const failed = releases[0]?.state === "failed" ? releases[0] : undefined;
  const diff = useDiff(slug, channel, [row.build?.pack_sha256, live?.id]);
  const undone = rolledBack(releases, diff.data?.pack);
  return (
    <Card withBorder component="section" aria-label={t(`channel.${channel}`)} flex="1 1 20rem">
      <Stack gap="sm" h="100%">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t(`channel.${channel}`)}
          </Title>
          <Live release={live} />
        </Group>
        {pending && <Progress value={pending.progress * 100} animated aria-label={t("onItsWay")} />}
        {failed && <Text c="red">{failed.sentence || t("releaseFailed")}</Text>}
        {undone && <RolledBackNote back={undone} />}
        {diff.isError ? <Refused error={diff.error} /> : <Differences diff={diff.data} />}
        <Deeds
          channel={channel}
          live={live}
          back={wayBack(releases)}
          undone={undone}
          pending={pending !== undefined}
          diff={diff.data}
        />
      </Stack>
    </Card>
  );
}

function Live({ release }: Readonly<{ release: Release | undefined }>) {
  const { t } = useTranslation("publish");
  if (release === undefined || release.revision === null) {
    return (
      <Badge variant="default" tt="none">
        {t("notLive")}
      </Badge>
    );
  }
  return (
    <Badge variant="light" color="green" tt="none">
      {t(release.kind === "rollback" ? "liveRolledBack" : "live", { revision: release.revision })}
    </Badge>
  );
}

function Differences({ diff }: Readonly<{ diff: Diff | null | undefined }>) {
  const { t } = useTranslation("publish");
  if (diff === undefined) return <Text c="dimmed">{t("shell:loading")}</Text>;
  if (diff === null) return <Text c="dimmed">{t("noPack")}</Text>;
  return (
    <List size="sm" flex={1} aria-label={t("diff.label")}>
      {differences(diff).map((told) => (
        <List.Item key={told.key}>{t(`diff.${told.key}`, told.with)}</List.Item>
      ))}
    </List>
  );
}

type DeedsProps = Readonly<{
  channel: Channel;
  live: Release | undefined;
  back: number | null;
  undone: RolledBack | null;
  pending: boolean;
  diff: Diff | null | undefined;
}>;

function Deeds({ channel, live, back, undone, pending, diff }: DeedsProps) {
  const { t } = useTranslation("publish");
  const { slug, row } = useClass();
  const deeds = useReleaseDeeds(slug);
  const why = useWhy(row, row.build);
  const [asking, setAsking] = useState<"publish" | "rollback" | "withdraw" | null>(null);
  if (!useAccount().scopes.includes("publish")) return <Text c="dimmed">{t("mayNot")}</Text>;
  const nothingNew = !diff || (live !== undefined && diff.against === diff.pack);
  const busy = pending || deeds.publish.isPending || deeds.rollback.isPending || deeds.withdraw.isPending;
  const mustCheck = row.next === "check_alignment";
  const warnings = nothingNew ? [] : diff.warnings;
  const mustConfirm = channel === "production" || warnings.length > 0 || undone !== null;
  return (
    <Stack gap="xs">
      <Refused error={deeds.publish.error ?? deeds.rollback.error ?? deeds.withdraw.error} />
      {mustCheck && <Text size="sm">{why.text}</Text>}
      <Warnings warnings={warnings} />
      <Group gap="xs">
        <Button
          loading={busy}
          disabled={nothingNew || mustCheck}
          variant={channel === "staging" && live === undefined ? "filled" : "light"}
          onClick={() => (mustConfirm ? setAsking("publish") : deeds.publish.mutate(channel))}
        >
          {t(`publishTo.${channel}`)}
        </Button>
        {live && (
          <>
            <Button variant="default" disabled={busy || back === null} onClick={() => setAsking("rollback")}>
              {t("rollback")}
            </Button>
            <Button variant="subtle" color="red" disabled={busy} onClick={() => setAsking("withdraw")}>
              {t("withdraw")}
            </Button>
          </>
        )}
      </Group>
      {asking && (
        <Confirm
          deed={asking}
          channel={channel}
          diff={diff ?? null}
          back={back}
          undone={undone}
          onClose={() => setAsking(null)}
          onConfirm={() => {
            deeds[asking].mutate(channel);
            setAsking(null);
          }}
        />
      )}
    </Stack>
  );
}
