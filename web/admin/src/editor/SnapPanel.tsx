import { Button, Checkbox, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ActionTip } from "./ActionTip";
import { useEditor, useEditorState } from "./context";
import { countOf, partOf } from "./core/parts";
import { only } from "./core/selection";
import type { SnapLine } from "./core/snap";
import { choose } from "./snapping";

/** For every mark where it would go, and why, or why it stays. Nothing moves before it is accepted. */
export function SnapPanel() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const preview = useEditorState((state) => state.preview) ?? [];
  const chosen = useEditorState((state) => state.chosen);
  const ticked = preview.filter((line) => line.moves && chosen.has(line.markId)).length;
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {t("snap.told")}
      </Text>
      <Group gap={6}>
        <ActionTip action="acceptAll">
          <Button size="compact-sm" disabled={ticked === 0} onClick={() => editor.perform("acceptAll")}>
            {t("snap.accept", { count: ticked })}
          </Button>
        </ActionTip>
        <ActionTip action="acceptOne">
          <Button size="compact-sm" variant="default" onClick={() => editor.perform("acceptOne")}>
            {t("snap.acceptOne")}
          </Button>
        </ActionTip>
        <ActionTip action="leave">
          <Button size="compact-sm" variant="default" onClick={() => editor.perform("leave")}>
            {t("snap.leave")}
          </Button>
        </ActionTip>
      </Group>
      <ul className="editor-list" aria-label={t("panels.snap")}>
        {preview.map((line) => (
          <Line key={line.markId} line={line} chosen={chosen.has(line.markId)} />
        ))}
      </ul>
    </Stack>
  );
}

function Line({ line, chosen }: Readonly<{ line: SnapLine; chosen: boolean }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const here = useEditorState((state) => state.selection.ids.includes(line.markId));
  const reason = useReason();
  const at = editor.desk().sketch.marks.findIndex(({ id }) => id === line.markId);
  const name = t("partCount", { part: partOf(at) + 1, count: countOf(at) });
  return (
    <li className="editor-snap" data-here={here}>
      <Checkbox
        size="xs"
        aria-label={t("snap.take", { name })}
        checked={line.moves && chosen}
        disabled={!line.moves}
        onChange={(event) => choose(editor, line, event.currentTarget.checked)}
      />
      <UnstyledButton className="editor-line" onClick={() => editor.select(only(line.markId), line.fromS)}>
        <span className="editor-number">{name}</span>
        <span data-moves={line.moves}>{reason(line)}</span>
      </UnstyledButton>
    </li>
  );
}

/** "you tapped +23 ms; moved to the onset at -18 ms; 4 ms from the grid" */
function useReason(): (line: SnapLine) => string {
  const { t } = useTranslation("editor");
  return ({ reason, tappedMs, onsetMs, residualMs }) =>
    [
      tappedMs === null ? t("snap.noGrid") : t("snap.tapped", { ms: tappedMs }),
      t(`snap.${reason}`, { ms: onsetMs ?? 0 }),
      residualMs === null ? "" : t("snap.residual", { ms: Math.abs(residualMs) }),
    ]
      .filter((words) => words !== "")
      .join("; ");
}
