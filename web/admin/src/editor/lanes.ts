/** The editor's state as lanes to draw: parts, sound, onsets, proposal, taps and marks under each other. Pure. */
import type { Block, Lane, Mark, Tone } from "../drawing/types";
import type { Disagreement } from "./core/disagreements";
import { beatsIn, type Grid } from "./core/grid";
import { countOf, partsOf } from "./core/parts";
import type { Mark as Beat, Sketch } from "./core/sketch";
import type { Material } from "./material";

export const LANES = [
  "ruler",
  "parts",
  "marks",
  "wave",
  "spectrogram",
  "onsets",
  "proposal",
  "taps",
] as const;
export type LaneId = (typeof LANES)[number];

export const HEIGHTS: Readonly<Record<LaneId, number>> = {
  ruler: 22,
  parts: 24,
  marks: 28,
  wave: 100,
  spectrogram: 68,
  onsets: 24,
  proposal: 24,
  taps: 24,
};

export type Shown = Readonly<{
  material: Material;
  sketch: Sketch;
  selected: ReadonlySet<number>;
  grid: Grid | null;
  /** By time. */
  taps: readonly number[];
  questions: readonly Disagreement[];
  spectrogram: boolean;
  partLabel: (index: number, name: string | null) => string;
}>;

/** The lanes that never change while the class is open. */
export function soundLanes({
  song,
  songPeaks,
  onsets,
}: Material): Readonly<Record<"wave" | "spectrogram" | "onsets", Lane>> {
  const sound = { pcm: song, peaks: songPeaks };
  return {
    wave: { id: "wave", heightPx: HEIGHTS.wave, kind: "waveform", sound, tone: "wave" },
    spectrogram: { id: "spectrogram", heightPx: HEIGHTS.spectrogram, kind: "spectrogram", pcm: song },
    onsets: {
      id: "onsets",
      heightPx: HEIGHTS.onsets,
      kind: "marks",
      marks: onsets.map(({ s, strength }) => ({ atS: s, tone: "onset", strength })),
    },
  };
}

export function lanesOf(shown: Shown, sound: ReturnType<typeof soundLanes>): readonly Lane[] {
  const { sketch, selected, taps, spectrogram } = shown;
  return [
    { id: "ruler", heightPx: HEIGHTS.ruler, kind: "ruler" },
    { id: "parts", heightPx: HEIGHTS.parts, kind: "blocks", blocks: blocksOf(shown) },
    {
      id: "marks",
      heightPx: HEIGHTS.marks,
      kind: "marks",
      through: true,
      marks: sketch.marks.map((mark, at) => beatMark(mark, at, selected.has(mark.id))),
    },
    sound.wave,
    ...(spectrogram ? [sound.spectrogram] : []),
    sound.onsets,
    { id: "proposal", heightPx: HEIGHTS.proposal, kind: "marks", marks: proposalMarks(shown) },
    {
      id: "taps",
      heightPx: HEIGHTS.taps,
      kind: "marks",
      marks: taps.map((atS) => ({ atS, tone: "tap" })),
    },
  ];
}

function blocksOf({ sketch, selected, partLabel }: Shown): readonly Block[] {
  return partsOf(sketch).map((part) => ({
    startS: part.range.startS,
    endS: part.range.endS,
    label: partLabel(part.index, part.name),
    colour: part.index,
    skewed: !part.whole,
    selected: part.marks.slice(0, 8).every((mark) => selected.has(mark.id)),
  }));
}

function beatMark(mark: Beat, at: number, selected: boolean): Mark {
  const count = countOf(at);
  return { atS: mark.s, tone: toneOf(mark, count === 1), label: `${count}`, selected };
}

/** What waits for a yes is pale; what was made at slow playback warns. */
function toneOf(mark: Beat, isOne: boolean): Tone {
  if (mark.slow) return "warning";
  if (!mark.confirmed) return "muted";
  return isOne ? "one" : "beat";
}

/** The proposed grid over the take; where it disagrees with a mark it stands out. */
function proposalMarks({ grid, material, questions }: Shown): readonly Mark[] {
  if (grid === null) return [];
  const asked = new Set(questions.map(({ gridS }) => gridS));
  return beatsIn(grid, material.takeRange).map((atS) => ({
    atS,
    tone: asked.has(atS) ? "warning" : "proposal",
    strength: asked.has(atS) ? 1 : 0.7,
  }));
}
