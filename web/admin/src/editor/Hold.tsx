import { Alert, Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditing } from "../classes/usePresence";
import { useAccount } from "../session/session";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";
import type { Editor } from "./editor";

const LOOK_MS = 3_000;
const HOLDER_LOOKS_MS = 10_000;

/**
 * Who edits. One tab does at a time; another one looks on, sees what is saved as it comes, and can take over. Whoever
 * was taken over from is told, and keeps what was not sent yet. Who edits is told what came from elsewhere: edits
 * that were made without network, a restored revision, the command line.
 */
export function Hold() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const { name: me } = useAccount();
  const { holder, takeOver } = useEditing();
  const { state, saver, tapping } = editor;
  const away = holder !== null && !holder.you;
  const held = useRef(false);
  const [lost, setLost] = useState(false);
  const saving = useEditorState((now) => now.saving.kind);

  useEffect(() => {
    if (holder?.you) held.current = true;
    if (away && held.current) {
      tapping.end();
      setLost(true);
      held.current = false;
      void saver.now();
    }
    if (!away) setLost(false);
    if (state.get().readOnly && !away) void saver.look();
    change(state, { readOnly: away });
  }, [away, holder, state, saver, tapping]);

  useEffect(() => {
    const look = () => void (away ? saver.look() : lookAsHolder(editor));
    const timer = setInterval(look, away ? LOOK_MS : HOLDER_LOOKS_MS);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
    };
  }, [away, saver, editor]);

  if (!away) return null;
  return (
    <Alert color={lost ? "orange" : "blue"} role="alert" p="xs">
      <Group justify="space-between">
        <Text size="sm">
          {t(lost ? "hold.lost" : holder.name === me ? "hold.self" : "hold.other", { name: holder.name })}
          {lost && ` ${t(saving === "saved" ? "hold.allSaved" : "hold.keptHere")}`}
        </Text>
        <Button size="compact-sm" variant="default" onClick={() => void takeOver()}>
          {t(lost ? "hold.takeBack" : "hold.takeOver")}
        </Button>
      </Group>
    </Alert>
  );
}

/** What somebody else saved meanwhile is taken and told, but not into the midst of a tap pass or a preview. */
async function lookAsHolder({ state, saver, say }: Editor) {
  const { mode, tapping } = state.get();
  if (mode !== "edit" || tapping.length > 0) return;
  if (await saver.look()) say("said.theirs");
}
