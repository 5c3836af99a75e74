/** What `pose_report.json` asks a person to look at. Pure. */

export type Severity = "error" | "warning" | "note";
export const KINDS = ["missing", "jump", "second_person", "jitter", "filled"] as const;
export type Kind = (typeof KINDS)[number];

export type Look = Readonly<{ kind: Kind; startS: number; endS: number; severity: Severity }>;
export type Report = Readonly<{
  frames: number;
  seen: number;
  filled: number;
  missing: number;
  /** How much landmarks tremble, in per cent of the body's length. */
  jitter: number;
  /** In the order of the take. */
  looks: readonly Look[];
}>;

const SEVERITIES: Readonly<Record<Kind, Severity>> = {
  missing: "error",
  jump: "error",
  second_person: "warning",
  jitter: "warning",
  filled: "note",
};

type Document = Readonly<{
  frames: number;
  seen: number;
  filled: number;
  missing: number;
  jitter: number;
  spans: readonly Readonly<{ kind: string; start_s: number; end_s: number }>[];
}>;

export function readReport(document: unknown): Report {
  const { frames, seen, filled, missing, jitter, spans } = document as Document;
  const looks = spans.flatMap(({ kind, start_s, end_s }) => {
    const known = KINDS.find((name) => name === kind);
    return known === undefined
      ? []
      : [{ kind: known, startS: start_s, endS: end_s, severity: SEVERITIES[known] }];
  });
  return { frames, seen, filled, missing, jitter, looks: looks.toSorted((a, b) => a.startS - b.startS) };
}

/** The next look after an instant, or the last before it; null where there is none farther on. */
export function lookFrom(looks: readonly Look[], atS: number, way: 1 | -1): Look | null {
  const found =
    way > 0
      ? looks.find(({ startS }) => startS > atS + 1e-3)
      : looks.findLast(({ startS }) => startS < atS - 1e-3);
  return found ?? null;
}
