import { Alert, Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditing } from "../classes/usePresence";
import { useAccount } from "../session/session";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";

const LOOK_MS = 3_000;

/**
 * Who edits. One tab does at a time; another one looks on, sees what is saved as it comes, and can take over. Whoever
 * was taken over from is told, and keeps what was not sent yet.
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
    if (!away) return;
    const timer = setInterval(() => void saver.look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [away, saver]);

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
