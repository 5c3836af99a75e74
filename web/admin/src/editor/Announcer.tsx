import { useSaidWords } from "./actionWords";
import { useEditorState } from "./context";

/** Says what was just done to those who do not see it, and shows it in a quiet line to those who do. */
export function Announcer() {
  const words = useSaidWords();
  const said = useEditorState((state) => state.said);
  return (
    <p className="editor-said" role="status" aria-live="polite" data-turn={said?.turn}>
      {said === null ? "" : words(said.key, said.params)}
    </p>
  );
}
