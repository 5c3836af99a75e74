import { Badge, Card, Group, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockOf } from "../alignment/wordsOfNumbers";
import { usePlayer } from "./context";
import type { Look, Report } from "./report";

const ICONS = { error: IconAlertOctagon, warning: IconAlertTriangle, note: IconInfoCircle } as const;

/** The frames that need a look, each a jump; and what was seen of the dancer altogether. */
export function LookList({ report }: Readonly<{ report: Report }>) {
  const { t } = useTranslation("poses");
  const { frames, seen, filled, missing, jitter, looks } = report;
  return (
    <Card withBorder component="section" aria-label={t("looks.title")} className="poses-looks">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t("looks.title")}
          </Title>
          <Badge variant="default">{looks.length}</Badge>
        </Group>
        <Text size="xs" c="dimmed" className="poses-number">
          {t("looks.counts", { seen, frames, filled, missing, jitter: jitter.toFixed(2) })}
        </Text>
        {looks.length === 0 ? (
          <Group gap="xs" wrap="nowrap">
            <IconCircleCheck size={20} aria-hidden className="poses-good" />
            <Text size="sm">{t("looks.none")}</Text>
          </Group>
        ) : (
          <ol className="poses-look-list">
            {looks.map((look) => (
              <li key={`${look.kind} ${look.startS}`}>
                <LookButton look={look} />
              </li>
            ))}
          </ol>
        )}
      </Stack>
    </Card>
  );
}

function LookButton({ look }: Readonly<{ look: Look }>) {
  const { t } = useTranslation("poses");
  const player = usePlayer();
  const { kind, severity, startS, endS } = look;
  const Icon = ICONS[severity];
  return (
    <UnstyledButton
      className="poses-look"
      data-severity={severity}
      onClick={() => player.showAt(startS + 0.5 / player.film.rateHz)}
    >
      <Icon size={18} aria-label={t(`looks.severity.${severity}`)} />
      <span className="poses-number">{clockOf(startS)}</span>
      <span>
        {t(`looks.kind.${kind}`)}{" "}
        <Text span size="xs" c="dimmed" className="poses-number">
          {t("looks.length", { frames: Math.round((endS - startS) * player.film.rateHz) + 1 })}
        </Text>
      </span>
    </UnstyledButton>
  );
}
