import { Group, NativeSelect, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ActionButton } from "./ActionButton";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";
import { type Disagreement, inQuestion } from "./core/disagreements";
import { beatsPerMinute, type Grid } from "./core/grid";
import { only } from "./core/selection";
import { shownMs } from "./core/times";
import { clock } from "./TimeShown";
import { useQueue } from "./useQueue";

/** The machine's proposal, and where it does not agree with the marks: a person decides each by ear. */
export function QueuePanel() {
  const { t } = useTranslation("beats");
  const { queue, agreed } = useQueue();
  const selected = useEditorState((state) => state.selection.ids);
  const editor = useEditor();
  const now = inQuestion(queue, selected, editor.transport.positionS());
  const grid = useEditorState((state) => state.grid);
  if (grid === null) {
    return (
      <Text size="sm" c="dimmed">
        {t("queue.noGrid")}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Tempo grid={grid} />
      <Group gap={6}>
        <ActionButton action="acceptProposal" />
        <ActionButton action="acceptFromHere" />
        <ActionButton action="acceptAgreed" label={t("queue.accept", { count: agreed.length })} />
      </Group>
      <Group gap={6}>
        <ActionButton action="takeGrid" />
        <ActionButton action="takeOnset" />
        <ActionButton action="confirm" />
      </Group>
      {queue.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("queue.none")}
        </Text>
      ) : (
        <ul className="editor-list" aria-label={t("panels.queue")}>
          {queue.map((each) => (
            <li key={`${each.kind} ${each.s}`}>
              <Question question={each} here={each === now} />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function Question({ question, here }: Readonly<{ question: Disagreement; here: boolean }>) {
  const { t } = useTranslation("editor");
  const editor = useEditor();
  const { kind, s, markId, gridS, onsetS } = question;
  const params = {
    gridMs: gridS === null ? 0 : shownMs(s - gridS),
    onsetMs: onsetS === null ? 0 : shownMs(onsetS - s),
  };
  const jump = () => editor.select(markId === null ? { ids: [], anchor: null } : only(markId), s);
  return (
    <UnstyledButton className="editor-line" data-here={here} onClick={jump}>
      <span className="editor-number">{clock(s)}</span>
      <span>{t(`questions.${kind}`, params)}</span>
    </UnstyledButton>
  );
}

/** Ranked tempi, and half, double and off-beat of the chosen one. */
function Tempo({ grid }: Readonly<{ grid: Grid }>) {
  const { t } = useTranslation("beats");
  const { state, material } = useEditor();
  const { grids, confidence } = material.proposal;
  const at = grids.findIndex((each) => each.periodS === grid.periodS && each.phaseS === grid.phaseS);
  const shown = (each: Grid) => t("queue.bpm", { bpm: beatsPerMinute(each).toFixed(1) });
  return (
    <Group gap={6} align="end">
      <NativeSelect
        size="xs"
        label={t("queue.tempo")}
        description={t("queue.confidence", { percent: Math.round(confidence * 100) })}
        value={`${at}`}
        onChange={(event) => change(state, { grid: grids[Number(event.currentTarget.value)] ?? grid })}
        data={[
          ...(at < 0 ? [{ value: "-1", label: t("queue.changed", { tempo: shown(grid) }) }] : []),
          ...grids.map((each, place) => ({
            value: `${place}`,
            label: t("queue.ranked", { rank: place + 1, tempo: shown(each) }),
          })),
        ]}
      />
      <ActionButton action="gridHalf" label={t("queue.half")} />
      <ActionButton action="gridDouble" label={t("queue.double")} />
      <ActionButton action="gridShift" label={t("queue.shift")} />
    </Group>
  );
}
