import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { type Listed, useDeletePractice } from "./practices";
import { nameOf } from "./words";

/** Asks before a practice is taken away for good. */
export function DeleteDialog({ practice, onClose }: Readonly<{ practice: Listed; onClose: () => void }>) {
  const { t } = useTranslation("tuning");
  const deleting = useDeletePractice();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("list.deleteOf", { name: nameOf(practice, t) })}
      closeButtonProps={{ "aria-label": t("list.keep") }}
    >
      <Text size="sm" mb="md">
        {t("list.deleteTold")}
      </Text>
      <Refused error={deleting.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("list.keep")}
        </Button>
        <Button
          color="red"
          loading={deleting.isPending}
          onClick={() => deleting.mutate(practice.id, { onSuccess: onClose })}
        >
          {t("list.delete")}
        </Button>
      </Group>
    </Modal>
  );
}
