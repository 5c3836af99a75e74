import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { openTimeline } from "../drawing/timeline";
import type { Timeline } from "../drawing/types";
import { useEditor, useEditorState, useSound } from "./context";
import { compared } from "./core/disagreements";
import { readPass } from "./core/taps/pass";
import { cuesOf } from "./cues";
import type { Editor } from "./editor";
import { HEIGHTS, LANES, type LaneId, lanesOf, type Shown, soundLanes } from "./lanes";
import { keptLatency } from "./latency";
import { listenToPointer } from "./pointer";

/** Song, marks and all that speaks for or against them, under each other on one time axis. */
export function TimelinePane() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const host = useRef<HTMLDivElement>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const spectrogram = useEditorState((state) => state.spectrogram);
  useEffect(() => {
    if (host.current === null) return;
    const opened = openOn(host.current, editor);
    setTimeline(opened.timeline);
    return opened.close;
  }, [editor]);
  useLanes(timeline);
  useCues();
  useMoving(timeline);
  return (
    <div className="editor-timeline">
      <LaneNames spectrogram={spectrogram} />
      <div
        ref={host}
        className="editor-lanes"
        data-timeline
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the timeline takes keys; what it shows is in the list of marks
        tabIndex={0}
        aria-label={t("timeline.label")}
        aria-describedby="editor-timeline-keys"
      />
      <p id="editor-timeline-keys" className="editor-unseen">
        {t("timeline.keys")}
      </p>
    </div>
  );
}

function openOn(host: HTMLElement, editor: Editor) {
  const { material, transport } = editor;
  const bounds = { startS: Math.min(0, material.takeRange.startS), endS: material.songS };
  const timeline = openTimeline({
    host,
    boundsS: bounds,
    onProblem: () => editor.say("said.noDrawing"),
  });
  const marks = editor.desk().sketch.marks;
  const startS = marks[0]?.s ?? material.takeRange.startS;
  const endS = marks.at(-1)?.s ?? material.takeRange.endS;
  timeline.show({ startS: startS - 0.5, endS: endS + 0.5 });
  timeline.setPlayhead(transport.positionS);
  timeline.setFollow("page");
  editor.setTimeline(timeline);
  const unlisten = listenToPointer(host, timeline, editor);
  return {
    timeline,
    close: () => {
      unlisten();
      editor.setTimeline(null);
      timeline.close();
    },
  };
}

function useLanes(timeline: Timeline | null): void {
  const { t } = useTranslation("beats");
  const { material, account } = useEditor();
  const sketch = useEditorState((state) => state.history.sketch);
  const selection = useEditorState((state) => state.selection);
  const grid = useEditorState((state) => state.grid);
  const spectrogram = useEditorState((state) => state.spectrogram);
  const taps = useTaps(account);
  const questions = useMemo(() => compared(sketch, grid, material.onsets).queue, [sketch, grid, material]);
  const sound = useMemo(() => soundLanes(material), [material]);
  useEffect(() => {
    const partLabel = (index: number, name: string | null) =>
      name === null ? t("part", { number: index + 1 }) : `${index + 1} ${name}`;
    const selected = new Set(selection.ids);
    const shown: Shown = { material, sketch, selected, grid, taps, questions, spectrogram, partLabel };
    timeline?.setLanes(lanesOf(shown, sound));
  }, [timeline, sound, material, sketch, selection, grid, taps, questions, spectrogram, t]);
}

/** Taps of the passes that count and of the one that runs, latency taken off, by time. */
function useTaps(account: string): readonly number[] {
  const passes = useEditorState((state) => state.passes);
  const tapping = useEditorState((state) => state.tapping);
  const rate = useSound((sound) => sound.rate);
  return useMemo(() => {
    const read = passes.filter((pass) => pass.used).map(readPass);
    const done = read.flatMap((pass) => (pass.kind === "good" ? pass.beatsS : []));
    const lateS = ((keptLatency(account)?.latencyMs ?? 0) / 1000) * rate;
    return [...done, ...tapping.map((s) => s - lateS)].sort((one, other) => one - other);
  }, [passes, tapping, rate, account]);
}

function useCues(): void {
  const { transport, material } = useEditor();
  const sketch = useEditorState((state) => state.history.sketch);
  const grid = useEditorState((state) => state.grid);
  useEffect(() => {
    transport.setCues(cuesOf(sketch, grid, material.takeRange));
  }, [transport, material, sketch, grid]);
}

/** Also wakes the playhead after a jump at a standstill. */
function useMoving(timeline: Timeline | null): void {
  const { transport } = useEditor();
  useEffect(() => {
    const look = () => {
      const { playing, loop } = transport.state();
      timeline?.setMoving(playing);
      timeline?.setLoop(loop);
    };
    look();
    return transport.subscribe(look);
  }, [timeline, transport]);
}

function LaneNames({ spectrogram }: Readonly<{ spectrogram: boolean }>) {
  const { t } = useTranslation("beats");
  const shown = LANES.filter((lane: LaneId) => lane !== "spectrogram" || spectrogram);
  return (
    <div className="editor-lane-names" aria-hidden>
      {shown.map((lane) => (
        <span key={lane} style={{ height: HEIGHTS[lane] }} data-lane={lane}>
          {t(`lanes.${lane}`)}
        </span>
      ))}
    </div>
  );
}
