import { ActionIcon, Button, FileButton, Group, Paper, Progress, Stack, Text, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { dismiss, errandOf } from "./desk";
import { purposeOf, type UploadItem } from "./item";
import { percent, useWordsOf } from "./words";

type Props = Readonly<{ item: UploadItem }>;

/** One upload: how far it is, how fast, what is wrong, and what a person can do about it. */
export function UploadCard({ item }: Props) {
  const { t } = useTranslation("uploads");
  const words = useWordsOf(item);
  const wrong = item.phase === "refused" || item.phase === "failed";
  return (
    <Paper withBorder p="sm" role="group" aria-label={t("card", { name: item.filename })}>
      <Stack gap={6}>
        <Group gap="xs" wrap="nowrap" justify="space-between">
          <Text size="sm" fw={550} truncate title={item.filename}>
            {item.filename}
          </Text>
          <Controls item={item} />
        </Group>
        {!wrong && item.phase !== "done" && (
          <Progress
            value={percent(item)}
            animated={item.phase === "sending"}
            color={item.phase === "waiting" || item.phase === "needs_file" ? "yellow" : "violet"}
            aria-label={t("progress", { name: item.filename })}
          />
        )}
        <Group gap={6} wrap="nowrap">
          {item.phase === "done" && (
            <IconCircleCheck
              size={16}
              color="var(--mantine-color-green-text)"
              aria-hidden
              style={{ flex: "none" }}
            />
          )}
          <Text
            size="xs"
            c={wrong ? "red" : "dimmed"}
            role={wrong ? "alert" : "status"}
            style={{ fontVariantNumeric: "tabular-nums" }}
          >
            {words.standing}
          </Text>
        </Group>
        {words.why !== null && (
          <Text size="xs" c={wrong || item.phase === "needs_file" ? "red" : "dimmed"} role="alert">
            {words.why}
          </Text>
        )}
        <Ways item={item} />
      </Stack>
    </Paper>
  );
}

function Controls({ item }: Props) {
  const { t } = useTranslation("uploads");
  const errand = errandOf(item);
  const going = item.phase === "sending" || item.phase === "waiting";
  const over = item.phase === "done" || item.phase === "refused";
  return (
    <Group gap={2} wrap="nowrap">
      {going && (
        <Round name={t("pause")} act={() => errand.pause()}>
          <IconPlayerPause size={16} />
        </Round>
      )}
      {item.phase === "paused" && (
        <Round name={t("resume")} act={() => void errand.resume()}>
          <IconPlayerPlay size={16} />
        </Round>
      )}
      <Round name={t(over ? "dismiss" : "cancel")} act={() => (over ? dismiss(item) : void errand.cancel())}>
        <IconX size={16} />
      </Round>
    </Group>
  );
}

function Round({
  name,
  act,
  children,
}: Readonly<{ name: string; act: () => void; children: React.ReactNode }>) {
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={name} onClick={act}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Ways({ item }: Props) {
  const { t } = useTranslation("uploads");
  const errand = errandOf(item);
  if (item.phase === "failed" || item.phase === "waiting") {
    return (
      <Button size="compact-xs" variant="light" w="fit-content" onClick={() => void errand.resume()}>
        {t("again")}
      </Button>
    );
  }
  if (item.phase === "refused" && item.mayInsist) {
    return (
      <Button size="compact-xs" variant="light" w="fit-content" onClick={() => void errand.insist()}>
        {t("insist")}
      </Button>
    );
  }
  if (item.phase !== "needs_file") return null;
  return (
    <Group gap="xs">
      {item.hasHandle && (
        <Button size="compact-xs" onClick={() => void errand.readAgain()}>
          {t("goOn")}
        </Button>
      )}
      <FileButton
        accept={ACCEPT[purposeOf(item.goal)]}
        onChange={(file) => file && void errand.chosenAgain(file)}
        inputProps={{ "aria-label": t("chooseAgainOf", { name: item.filename }) }}
      >
        {(props) => (
          <Button {...props} size="compact-xs" variant="light">
            {t("chooseAgain")}
          </Button>
        )}
      </FileButton>
    </Group>
  );
}

/** What the file dialog offers first; what is really in a file is looked at afterwards. */
export const ACCEPT = {
  take: "video/*,.mov,.mkv,.mts",
  song: "audio/*,.mp3,.wav,.flac,.m4a,.ogg",
  picture: "image/jpeg,image/png,image/webp",
} as const;
