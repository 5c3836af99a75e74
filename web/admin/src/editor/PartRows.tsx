import { Text, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { change } from "./cell";
import { useEditor, useEditorState, useSound } from "./context";
import { renamed } from "./core/edits/one";
import { median, steps } from "./core/numbers";
import { countOf, type Part, partsOf } from "./core/parts";
import { only } from "./core/selection";
import type { Mark } from "./core/sketch";
import { drawRow, type RowScale, rowScale, shareOf } from "./rowScale";

/** A step this much beside its place, as a part of a step, is shown as skewed. */
const SKEWED = 0.25;

/**
 * The eights under each other, each with its own piece of the song, beginning at its "one" and all on one scale: where
 * a beat is missing or one too many, all later counts of that row leave their columns.
 */
export function PartRows() {
  const { t } = useTranslation("beats");
  const sketch = useEditorState((state) => state.history.sketch);
  const parts = useMemo(() => partsOf(sketch), [sketch]);
  const stepS = useMemo(() => median(steps(sketch.marks.map((mark) => mark.s))), [sketch]);
  if (parts.length === 0) return <NoParts />;
  return (
    <section className="editor-rows" aria-label={t("rows.label")}>
      <div className="editor-row-counts" aria-hidden>
        {[1, 2, 3, 4, 5, 6, 7, 8].map((count) => (
          <span key={count} style={{ left: `${100 * ((count - 1 + 0.25) / 9)}%` }}>
            {count}
          </span>
        ))}
      </div>
      {parts.map((part) => (
        <Row key={part.index} part={part} stepS={stepS} />
      ))}
    </section>
  );
}

function NoParts() {
  const { t } = useTranslation("beats");
  return (
    <div className="editor-rows editor-rows-none">
      <Text size="sm" c="dimmed">
        {t("rows.none")}
      </Text>
    </div>
  );
}

function Row({ part, stepS }: Readonly<{ part: Part; stepS: number }>) {
  const scale = useMemo(() => rowScale(part.range.startS, stepS), [part.range.startS, stepS]);
  return (
    <div
      className="editor-row"
      data-whole={part.whole}
      style={{ "--part": `var(--timeline-part-${part.index % 6})` } as never}
    >
      <RowName part={part} />
      <div className="editor-row-track">
        <RowWave scale={scale} />
        <RowHead part={part} scale={scale} />
        {part.marks.map((mark, at) => (
          <RowMark key={mark.id} part={part} mark={mark} at={at} scale={scale} />
        ))}
      </div>
    </div>
  );
}

function RowMark(given: Readonly<{ part: Part; mark: Mark; at: number; scale: RowScale }>) {
  const { part, mark, at, scale } = given;
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const selected = useEditorState((state) => state.selection.ids.includes(mark.id));
  const count = countOf(at);
  const isEnd = at === 8;
  const off = (mark.s - part.range.startS) / scale.stepS - at;
  return (
    <UnstyledButton
      className="editor-row-mark"
      style={{ left: `${100 * shareOf(scale, mark.s)}%` }}
      tabIndex={-1}
      data-selected={selected}
      data-confirmed={mark.confirmed}
      data-slow={mark.slow}
      data-skewed={Math.abs(off) > SKEWED}
      data-end={isEnd}
      aria-label={t("rows.mark", { part: part.index + 1, count, s: mark.s.toFixed(3) })}
      onClick={() => editor.select(only(mark.id), mark.s)}
    >
      {isEnd ? "" : count}
    </UnstyledButton>
  );
}

function RowWave({ scale }: Readonly<{ scale: RowScale }>) {
  const { material } = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const draw = () => drawRow(element, material.songPeaks, scale);
    const sized = new ResizeObserver(draw);
    sized.observe(element);
    const dressed = new MutationObserver(draw);
    dressed.observe(document.documentElement, { attributes: true });
    return () => {
      sized.disconnect();
      dressed.disconnect();
    };
  }, [material, scale]);
  return <canvas ref={canvas} className="editor-row-wave" aria-hidden />;
}

/** Where the sound is, in the row that it is in. */
function RowHead({ part, scale }: Readonly<{ part: Part; scale: RowScale }>) {
  const { transport } = useEditor();
  const playing = useSound((sound) => sound.playing);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const write = () => {
      const s = transport.positionS();
      const here = s >= part.range.startS && s < part.range.endS;
      if (head.current === null) return;
      head.current.hidden = !here;
      if (here) head.current.style.left = `${100 * shareOf(scale, s)}%`;
    };
    const turn = () => {
      write();
      if (playing) frame = requestAnimationFrame(turn);
    };
    turn();
    const undo = transport.subscribe(write);
    return () => {
      cancelAnimationFrame(frame);
      undo();
    };
  }, [transport, playing, part, scale]);
  return <div ref={head} className="editor-row-head" hidden aria-hidden />;
}

function RowName({ part }: Readonly<{ part: Part }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const naming = useEditorState((state) => state.naming === part.index);
  const label = part.name ?? t("part", { number: part.index + 1 });
  if (naming) return <NameField part={part} />;
  return (
    <UnstyledButton
      className="editor-row-name"
      title={t("rows.rename")}
      aria-label={t("rows.renameThis", { name: label })}
      onClick={() => change(editor.state, { naming: part.index })}
    >
      <span>{label}</span>
      {part.whole ? null : <small>{t("rows.steps", { count: part.marks.length - 1 })}</small>}
    </UnstyledButton>
  );
}

function NameField({ part }: Readonly<{ part: Part }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const done = (name: string | null) => {
    if (editor.state.get().naming !== part.index) return;
    change(editor.state, { naming: null });
    if (name === null) return;
    editor.edit(renamed(editor.desk().sketch, part.index, name), "rename", { part: part.index + 1 });
  };
  return (
    <TextInput
      size="xs"
      className="editor-row-naming"
      aria-label={t("rows.nameOf", { number: part.index + 1 })}
      defaultValue={part.name ?? ""}
      maxLength={80}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        done(event.key === "Enter" ? event.currentTarget.value : null);
        document.querySelector<HTMLElement>("[data-timeline]")?.focus({ preventScroll: true });
      }}
    />
  );
}
