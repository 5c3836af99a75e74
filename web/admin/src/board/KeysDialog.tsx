import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import css from "./board.module.css";
import { KEYS } from "./keys";

const SHOWN: Readonly<Record<string, string>> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

/** Every key of the board. */
export function KeysDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("board");
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <dl className={css.keys}>
        {KEYS.map(({ command, keys }) => (
          <Fragment key={command}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key} me={4}>
                  {SHOWN[key] ?? key}
                </Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${command}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
