import { Group, Kbd, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { useActionWords } from "./actionWords";
import { useEditor } from "./context";
import { type ActionName, actionNamed } from "./core/actions/table";
import { keyCaps, parseChord } from "./core/chords";
import { MAC } from "./keys";

/** What a button does and by which key. */
export function ActionTip({ action, children }: Readonly<{ action: ActionName; children: ReactElement }>) {
  const { desk } = useEditor();
  const words = useActionWords();
  return (
    <Tooltip
      label={
        <Group gap={6} wrap="nowrap">
          {words(action, actionNamed(action).params(desk()))}
          <Keys chord={actionNamed(action).keys[0] ?? ""} />
        </Group>
      }
    >
      {children}
    </Tooltip>
  );
}

/** The first chord as key caps. */
export function Keys({ chord }: Readonly<{ chord: string }>) {
  return (
    <Group gap={2} wrap="nowrap" component="span">
      {keyCaps(parseChord(chord), MAC).map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </Group>
  );
}
