import { Button } from "@mantine/core";
import { ActionTip } from "./ActionTip";
import { useActionWords } from "./actionWords";
import { useEditor, useEditorState } from "./context";
import { type ActionName, actionNamed } from "./core/actions/table";

/** An action as a small button, grey with its reason while it cannot be done. */
export function ActionButton({ action, label }: Readonly<{ action: ActionName; label?: string }>) {
  const editor = useEditor();
  const words = useActionWords();
  useEditorState((state) => state); // what can be done follows from all of it
  const desk = editor.desk();
  const { blocked, modes, params } = actionNamed(action);
  return (
    <ActionTip action={action}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={blocked(desk) !== null || !modes.includes(desk.view.mode)}
        onClick={() => editor.perform(action)}
      >
        {label ?? words(action, params(desk))}
      </Button>
    </ActionTip>
  );
}
