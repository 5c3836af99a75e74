import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Calibration } from "./Calibration";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";

export function CalibrationDialog() {
  const { t } = useTranslation(["beats", "shell"]);
  const { state, account, say } = useEditor();
  const open = useEditorState(({ dialog }) => dialog === "calibrate");
  const close = () => change(state, { dialog: null });
  return (
    <Modal
      opened={open}
      onClose={close}
      title={t("calibration.title")}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <Calibration
        account={account}
        onDone={() => {
          close();
          say("said.calibrated");
        }}
      />
    </Modal>
  );
}
