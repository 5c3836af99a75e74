import { ActionIcon } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

const KeysDialog = lazy(() => import("./KeysDialog").then((room) => ({ default: room.KeysDialog })));

type Props = Readonly<{ isOpen: boolean; onOpen: (open: boolean) => void }>;

export function KeysButton({ isOpen, onOpen }: Props) {
  const { t } = useTranslation("board");
  return (
    <>
      <ActionIcon variant="subtle" color="gray" aria-label={t("keys.open")} onClick={() => onOpen(true)}>
        <IconKeyboard size={18} />
      </ActionIcon>
      {isOpen && (
        <Suspense fallback={null}>
          <KeysDialog onClose={() => onOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
