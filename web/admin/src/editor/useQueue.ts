/** Where marks, proposal and onsets disagree now. */
import { useMemo } from "react";
import { useEditor, useEditorState } from "./context";
import { type Comparison, compared } from "./core/disagreements";

export function useQueue(): Comparison {
  const { material } = useEditor();
  const sketch = useEditorState((state) => state.history.sketch);
  const grid = useEditorState((state) => state.grid);
  return useMemo(() => compared(sketch, grid, material.onsets), [sketch, grid, material]);
}
