/** The open editor for the components inside of its page. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { TransportState } from "../sound/types";
import { useCell } from "./cell";
import type { Editor } from "./editor";
import type { EditorState } from "./state";

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("useEditor belongs inside of the beat editor");
  return editor;
}

/** A part of the editor's state; it must be one that keeps its identity while it is the same. */
export function useEditorState<Picked>(pick: (state: EditorState) => Picked): Picked {
  return useCell(useEditor().state, pick);
}

/** A part of the sound's state, as above. */
export function useSound<Picked>(pick: (state: TransportState) => Picked): Picked {
  const { transport } = useEditor();
  return useSyncExternalStore(transport.subscribe, () => pick(transport.state()));
}
