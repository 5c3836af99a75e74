import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { decide, settleFor, settleMerged, undecided } from "./conflicts";
import { useEditor, useEditorState } from "./context";
import type { Difference } from "./core/merging/difference";
import { isSame } from "./core/merging/difference";
import type { Conflict, Side } from "./core/merging/merge";
import { shownMs } from "./core/times";
import { clock } from "./TimeShown";

/** Somebody saved in between: both edits side by side, and a choice where both changed the same beat. */
export function ConflictPanel() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const conflict = useEditorState((state) => state.conflict);
  if (conflict === null) return null;
  const { merge, choices } = conflict;
  const open = undecided(conflict).length;
  return (
    <Stack gap="sm">
      <div role="alert">
        <Title order={3} size="h5">
          {t("conflict.title")}
        </Title>
        <Text size="sm">{t("conflict.told")}</Text>
      </div>
      <Changes title={t("conflict.mine")} difference={merge.mine} />
      <Changes title={t("conflict.theirs")} difference={merge.theirs} />
      {merge.conflicts.length > 0 && (
        <ul className="editor-list" aria-label={t("conflict.both")}>
          {merge.conflicts.map((each) => (
            <Choice key={each.key} conflict={each} side={choices.get(each.key) ?? null} />
          ))}
        </ul>
      )}
      <Group gap={6}>
        <Button size="compact-sm" disabled={open > 0} onClick={() => settleMerged(editor)}>
          {open > 0 ? t("conflict.open", { count: open }) : t("conflict.merge")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => settleFor(editor, "mine")}>
          {t("conflict.keepMine")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => settleFor(editor, "theirs")}>
          {t("conflict.takeTheirs")}
        </Button>
      </Group>
    </Stack>
  );
}

function Changes({ title, difference }: Readonly<{ title: string; difference: Difference }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const { moved, addedS, removedS, renamed } = difference;
  const lines = [
    ...moved.map(({ fromS, toS }) => ({
      s: toS,
      words: t("conflict.moved", { ms: shownMs(toS - fromS), s: clock(fromS) }),
    })),
    ...addedS.map((s) => ({ s, words: t("conflict.added", { s: clock(s) }) })),
    ...removedS.map((s) => ({ s, words: t("conflict.removed", { s: clock(s) }) })),
    ...renamed.map(({ part, to }) => ({
      s: null,
      words: t("conflict.renamed", { part: part + 1, name: to ?? t("part", { number: part + 1 }) }),
    })),
  ];
  return (
    <section>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {isSame(difference) ? (
        <Text size="sm" c="dimmed">
          {t("conflict.nothing")}
        </Text>
      ) : (
        <ul className="editor-list">
          {lines.map(({ s, words }) => (
            <li key={words}>
              <button
                type="button"
                className="editor-line editor-plain"
                onClick={() => s !== null && editor.seek(s)}
              >
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Choice({ conflict, side }: Readonly<{ conflict: Conflict; side: Side | null }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const label = t("conflict.at", { s: clock(conflict.s) });
  const told = (each: Side) => (conflict.kind === "name" ? (conflict[each] ?? "–") : times(each, conflict));
  return (
    <li className="editor-choice">
      <button type="button" className="editor-line editor-plain" onClick={() => editor.seek(conflict.s)}>
        {label}
      </button>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={side ?? ""}
        onChange={(value) => decide(editor, conflict, value as Side)}
        data={[
          { value: "mine", label: t("conflict.choiceMine", { what: told("mine") }) },
          { value: "theirs", label: t("conflict.choiceTheirs", { what: told("theirs") }) },
        ]}
      />
    </li>
  );
}

function times(side: Side, conflict: Extract<Conflict, { kind: "marks" }>): string {
  const all = side === "mine" ? conflict.mineS : conflict.theirsS;
  return all.length === 0 ? "–" : all.map(clock).join(", ");
}
