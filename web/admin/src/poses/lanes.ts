/** The lanes of the pose review, on the video clock. Pure; the drawing room paints them. */
import type { Block, Lane, Mark, Tone, WaveSound } from "../drawing/types";
import type { Span } from "../sound/types";
import type { Reviewed } from "./material";
import type { Look, Severity } from "./report";
import type { StepPoint } from "./routine";

export const HEIGHTS = { clock: 24, parts: 22, wave: 64, energy: 56, looks: 22 } as const;
export type LaneId = keyof typeof HEIGHTS;

const TONES: Readonly<Record<Severity, Tone>> = { error: "error", warning: "warning", note: "muted" };

type Shown = Readonly<{
  reviewed: Reviewed;
  wave: WaveSound | null;
  points: readonly StepPoint[] | null;
  partLabel: (part: number, name: string | null) => string;
}>;

export function laneIds({ wave, points }: Pick<Shown, "wave" | "points">): readonly LaneId[] {
  return (Object.keys(HEIGHTS) as LaneId[]).filter(
    (lane) => (lane !== "wave" || wave !== null) && (lane !== "parts" || points !== null),
  );
}

export function lanesOf({ reviewed, wave, points, partLabel }: Shown): readonly Lane[] {
  const { film, energy, report } = reviewed;
  const of = (id: LaneId) => ({ id, heightPx: HEIGHTS[id] });
  const lanes: Readonly<Record<LaneId, Lane | null>> = {
    clock: { ...of("clock"), kind: "ruler" },
    parts: points && { ...of("parts"), kind: "blocks", blocks: partBlocks(points, partLabel) },
    wave: wave && { ...of("wave"), kind: "waveform", sound: wave, tone: "wave" },
    energy: {
      ...of("energy"),
      kind: "curve",
      values: energy,
      startS: 0,
      stepS: 1 / film.rateHz,
      tone: "energy",
    },
    looks: { ...of("looks"), kind: "marks", marks: lookMarks(report.looks, film.rateHz) },
  };
  return laneIds({ wave, points }).flatMap((id) => lanes[id] ?? []);
}

/** A part from where its first step begins to its last step point. */
export function partBlocks(
  points: readonly StepPoint[],
  label: (part: number, name: string | null) => string,
): readonly Block[] {
  const parts = [...new Set(points.map(({ part }) => part))];
  return parts.flatMap((part) => {
    const own = points.filter((point) => point.part === part);
    const first = own[0];
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      { startS: first.startS, endS: last.videoS, label: label(part, first.partName), colour: part - 1 },
    ];
  });
}

/** A span is a row of marks, one for each frame, so that its length is seen. */
export function lookMarks(looks: readonly Look[], rateHz: number): readonly Mark[] {
  return looks
    .flatMap(({ startS, endS, severity }) =>
      Array.from({ length: Math.max(1, Math.round((endS - startS) * rateHz) + 1) }, (_, k) => ({
        atS: startS + k / rateHz,
        tone: TONES[severity],
      })),
    )
    .toSorted((one, other) => one.atS - other.atS);
}

/** The film with a little around it. */
export function wholeFilm({ film }: Reviewed): Span {
  const endS = film.frames / film.rateHz;
  return { startS: -0.01 * endS, endS: 1.01 * endS };
}
