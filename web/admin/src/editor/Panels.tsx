import { Badge, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ChecksPanel } from "./ChecksPanel";
import { ConflictPanel } from "./ConflictPanel";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";
import { MarksPanel } from "./MarksPanel";
import { problemsOf } from "./problems";
import { QueuePanel } from "./QueuePanel";
import { SnapPanel } from "./SnapPanel";
import type { PanelName } from "./state";
import { TapsPanel } from "./TapsPanel";
import { UndoPanel } from "./UndoPanel";
import { useQueue } from "./useQueue";

const PANELS: Readonly<Record<PanelName, () => React.JSX.Element | null>> = {
  checks: ChecksPanel,
  queue: QueuePanel,
  snap: SnapPanel,
  taps: TapsPanel,
  marks: MarksPanel,
  undo: UndoPanel,
  conflict: ConflictPanel,
};
const USUAL = ["checks", "queue", "taps", "marks", "undo"] as const;
const FEWER = ["checks", "marks", "undo"] as const;

/** What is looked at beside the timeline; a preview or a conflict comes to the front while it is open. */
export function Panels() {
  const { t } = useTranslation("beats");
  const { state } = useEditor();
  const panel = useEditorState((now) => now.panel);
  const mode = useEditorState((now) => now.mode);
  const shown: readonly PanelName[] =
    mode === "preview" ? ["snap", ...FEWER] : mode === "conflict" ? ["conflict", ...FEWER] : USUAL;
  const here = shown.includes(panel) ? panel : "checks";
  return (
    <Tabs
      className="editor-panels"
      value={here}
      onChange={(next) => change(state, { panel: (next ?? "checks") as PanelName })}
      keepMounted={false}
    >
      <Tabs.List aria-label={t("panels.label")}>
        {shown.map((name) => (
          <Tabs.Tab key={name} value={name} px={8} fz="sm" rightSection={<Count name={name} />}>
            {t(`panels.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((name) => {
        const Panel = PANELS[name];
        return (
          <Tabs.Panel key={name} value={name} className="editor-panel">
            <Panel />
          </Tabs.Panel>
        );
      })}
    </Tabs>
  );
}

function Count({ name }: Readonly<{ name: PanelName }>) {
  const editor = useEditor();
  const problems = useEditorState((state) => problemsOf(editor, state));
  const queue = useQueue();
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (name === "checks" && problems.length > 0) {
    return (
      <Badge size="sm" circle={problems.length < 10} color={errors > 0 ? "red" : "yellow"} autoContrast>
        {problems.length}
      </Badge>
    );
  }
  if (name === "queue" && queue.queue.length > 0) {
    return (
      <Badge size="sm" color="gray" autoContrast>
        {queue.queue.length}
      </Badge>
    );
  }
  return null;
}
