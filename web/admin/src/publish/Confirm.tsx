import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Diff, differences } from "./differences";
import { RolledBackNote } from "./RolledBackNote";
import type { Channel } from "./releases";
import type { RolledBack } from "./rolledBack";
import { Warnings } from "./Warnings";

type Props = Readonly<{
  deed: "publish" | "rollback" | "withdraw";
  channel: Channel;
  diff: Diff | null;
  back: number | null;
  undone: RolledBack | null;
  onClose: () => void;
  onConfirm: () => void;
}>;

/** What learners will see after the deed, before it is done. */
export function Confirm({ deed, channel, diff, back, undone, onClose, onConfirm }: Props) {
  const { t } = useTranslation("publish");
  const where = t(`channel.${channel}`);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`confirm.${deed}.title`, { where })}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <Stack>
        <Text size="sm">{t(`confirm.${deed}.words`, { where, revision: back })}</Text>
        {deed === "publish" && diff && (
          <>
            {undone && <RolledBackNote back={undone} />}
            <List size="sm">
              {differences(diff).map((told) => (
                <List.Item key={told.key}>{t(`diff.${told.key}`, told.with)}</List.Item>
              ))}
            </List>
            <Warnings warnings={diff.warnings} />
          </>
        )}
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus={deed === "withdraw" || undefined}>
            {t("shell:cancel")}
          </Button>
          <Button
            color={deed === "withdraw" ? "red" : "violet"}
            onClick={onConfirm}
            data-autofocus={deed !== "withdraw" || undefined}
          >
            {t(`confirm.${deed}.yes`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
