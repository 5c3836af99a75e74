/** Steps by numbers, for a spreadsheet: a row for each step of each practice. Pure. */
import { FEATURE_NAMES } from "@eightcount/runtime/classpack";
import { COSTS, type Sheet, type StepSheet } from "@eightcount/runtime/scoring";

export type Row = Readonly<{
  practice: string;
  name: string;
  /** As it was stored; null where there is none. */
  stored: Sheet | null;
  /** Scored again. */
  sheet: Sheet;
}>;

type Cell = string | number | boolean | null;

const DIFFERENCES = FEATURE_NAMES.flatMap((name) =>
  name.startsWith("place.") ? [`${name}.x`, `${name}.y`] : [name],
);
const HEAD: readonly string[] = [
  "practice",
  "name",
  "part",
  "count",
  "video_s",
  "judged",
  "why_not",
  "stored_score",
  "score",
  "raw",
  "shape",
  "pose",
  "motion",
  "energy",
  "timing",
  "amplitude",
  "late_ms",
  ...COSTS.map((name) => `cost.${name}`),
  ...DIFFERENCES.map((name) => `difference.${name}`),
];

export function csvOf(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => row.sheet.steps.map((step, k) => cellsOf(row, step, k)));
  return [HEAD, ...lines]
    .map((cells) => cells.map(written).join(","))
    .join("\r\n")
    .concat("\r\n");
}

function cellsOf({ practice, name, stored }: Row, step: StepSheet, k: number): readonly Cell[] {
  const before = stored?.steps[k]?.score ?? null;
  return [
    practice,
    name,
    step.part,
    step.count,
    step.videoS,
    step.judged,
    step.whyNot,
    before,
    step.score,
    step.raw,
    step.shape,
    step.pose,
    step.motion,
    step.energy,
    step.timing,
    step.amplitude,
    step.lateMs,
    ...COSTS.map((cost) => step.costs?.[cost] ?? null),
    ...FEATURE_NAMES.flatMap((feature): readonly Cell[] => {
      const difference = step.differences?.[feature] ?? null;
      if (typeof difference === "object" && difference !== null) return difference;
      return feature.startsWith("place.") ? [null, null] : [difference];
    }),
  ];
}

/** Quoted where it must be; a text that a spreadsheet would take for a formula is not one. */
function written(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
