import { ActionIcon, Group, Paper, Stack, Text } from "@mantine/core";
import { IconMovie, IconMusic, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { bytesInWords, useWhy } from "../uploads/words";
import type { Place, Placed } from "./sorting";

type Props = Readonly<{ place: Place; placed: Placed | null; onRemove: () => void }>;

const ICONS = { take: IconMovie, song: IconMusic } as const;

/** One of the two files of a new class, or that it lacks; why it cannot be used stands here. */
export function ChosenFile({ place, placed, onRemove }: Props) {
  const { t, i18n } = useTranslation("classes");
  const Icon = ICONS[place];
  const why = placed?.refusal?.why ?? null;
  const size =
    placed === null ? t(`new.${place}Hint`) : bytesInWords(placed.dropped.file.size, i18n.language);
  const words = useWhy(why) ?? size;
  return (
    <Paper withBorder p="sm" role="group" aria-label={t(`new.${place}`)}>
      <Group wrap="nowrap" gap="sm" align="start">
        <Icon size={20} aria-hidden style={{ flex: "none", marginTop: 2 }} />
        <Stack gap={2} flex={1} miw={0}>
          <Text size="sm" fw={550} truncate c={placed === null ? "dimmed" : "var(--mantine-color-text)"}>
            {placed?.dropped.file.name ?? t(`new.${place}`)}
          </Text>
          <Text size="xs" c={why === null ? "dimmed" : "red"} {...(why !== null && { role: "alert" })}>
            {words}
          </Text>
        </Stack>
        {placed !== null && (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("new.remove")} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
    </Paper>
  );
}
