import { Alert, Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Action, type Tally, tally } from "./bulk";
import type { Listed } from "./choosing";
import { Outcomes } from "./Outcomes";
import { OwnerChoice } from "./OwnerChoice";
import { type BulkRun, useBulkRun } from "./useBulkRun";

type Props = Readonly<{ action: Action; classes: readonly Listed[]; onClose: () => void }>;

/** The word of an action among the board's words. */
function wordOf(action: Action): string {
  return action.kind === "publish" ? `publish_${action.channel}` : action.kind;
}

/** Says what will happen with each class, does it when confirmed, and tells how each came out. */
export function BulkDialog({ action: offered, classes, onClose }: Props) {
  const { t } = useTranslation("board");
  const run = useBulkRun(offered, classes);
  const counts = tally(run.items);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t(`bulk.title.${wordOf(offered)}`)}
      closeOnClickOutside={run.phase !== "running"}
      closeOnEscape={run.phase !== "running"}
      withCloseButton={run.phase !== "running"}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <Stack gap="sm">
        {run.phase === "planned" ? <Plan run={run} counts={counts} /> : <Course run={run} counts={counts} />}
        <Outcomes items={run.items} action={run.action} withChanges={run.phase === "planned"} />
        <Choices run={run} counts={counts} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

type Told = Readonly<{ run: BulkRun; counts: Tally }>;

function Plan({ run, counts }: Told) {
  const { t } = useTranslation("board");
  const { action } = run;
  const name = action.kind === "assign" ? action.ownerName : "";
  return (
    <>
      {action.kind === "assign" && <OwnerChoice value={action.ownerId} onChange={run.setOwner} />}
      {run.isReady && counts.waiting > 0 && (
        <Text size="sm">{t(`bulk.will.${wordOf(action)}`, { count: counts.waiting, name })}</Text>
      )}
      {run.isReady && counts.skipped > 0 && (
        <Text size="sm" c="dimmed">
          {counts.waiting > 0 ? t("bulk.left", { count: counts.skipped }) : t("bulk.nothingToDo")}
        </Text>
      )}
    </>
  );
}

function Course({ run, counts }: Told) {
  const { t } = useTranslation("board");
  const all = run.items.length - counts.skipped;
  const over = counts.done + counts.failed;
  return (
    <Stack gap={6} role="status">
      <Text size="sm" fw={600}>
        {t("bulk.tally", { done: counts.done, all })}
      </Text>
      <Progress
        value={all === 0 ? 100 : (100 * over) / all}
        color={counts.failed > 0 ? "orange" : "green"}
        aria-label={t("bulk.tally", { done: counts.done, all })}
      />
      {counts.failed > 0 && (
        <Alert color="red" p="xs">
          {t("bulk.failures", { count: counts.failed })}
        </Alert>
      )}
    </Stack>
  );
}

function Choices({ run, counts, onClose }: Told & Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("board");
  if (run.phase === "running") {
    return (
      <Group justify="end">
        <Button variant="default" onClick={run.stop}>
          {t("bulk.stop")}
        </Button>
      </Group>
    );
  }
  if (run.phase === "over") {
    return (
      <Group justify="end">
        {counts.failed > 0 && (
          <Button variant="default" onClick={run.startAgain}>
            {t("bulk.again")}
          </Button>
        )}
        <Button onClick={onClose} data-autofocus>
          {t("shell:close")}
        </Button>
      </Group>
    );
  }
  return (
    <Group justify="end">
      <Button variant="default" onClick={onClose}>
        {t("shell:cancel")}
      </Button>
      {counts.waiting > 0 && (
        <Button
          onClick={run.start}
          disabled={!run.isReady}
          {...(wordOf(run.action) === "publish_production" && { color: "red" })}
        >
          {t(`bulk.confirm.${wordOf(run.action)}`, { count: counts.waiting })}
        </Button>
      )}
    </Group>
  );
}
