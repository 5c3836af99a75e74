import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useActionWords } from "./actionWords";
import { useEditor, useEditorState } from "./context";

/** Every edit by its name, the newest first; a click goes back or forth to it. */
export function UndoPanel() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const words = useActionWords();
  const entries = useEditorState((state) => state.history.entries);
  const done = useEditorState((state) => state.history.done);
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("undo.none")}
      </Text>
    );
  }
  return (
    <ol className="editor-list" reversed aria-label={t("panels.undo")}>
      {entries
        .map((entry, at) => ({ entry, number: at + 1 }))
        .reverse()
        .map(({ entry, number }) => (
          <li key={number}>
            <UnstyledButton
              className="editor-line"
              data-here={number === done}
              data-undone={number > done}
              aria-current={number === done ? "step" : undefined}
              onClick={() => editor.travel(number)}
            >
              <span className="editor-number">{number}</span>
              <span>{words(entry.name, entry.params)}</span>
            </UnstyledButton>
          </li>
        ))}
      <li>
        <UnstyledButton className="editor-line" data-here={done === 0} onClick={() => editor.travel(0)}>
          <span className="editor-number">0</span>
          <span>{t("undo.first")}</span>
        </UnstyledButton>
      </li>
    </ol>
  );
}
