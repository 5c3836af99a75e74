import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ActionTip } from "./ActionTip";
import { useEditor, useEditorState } from "./context";
import { isRight } from "./saving";

/** A person's word for the whole: these beats are right. Nothing is final before. */
export function RightButton() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const right = useEditorState(isRight);
  const empty = useEditorState((state) => state.history.sketch.marks.length === 0);
  const resting = useEditorState((state) => state.readOnly || state.mode !== "edit");
  return (
    <ActionTip action="confirmAll">
      <Button
        size="xs"
        variant={right ? "light" : "filled"}
        {...(right && { color: "green" })}
        leftSection={<IconCheck size={16} />}
        disabled={empty || resting}
        onClick={() => editor.perform("confirmAll")}
      >
        {t(right ? "areRight" : "right")}
      </Button>
    </ActionTip>
  );
}
