/** What `judging.json` says of a class: whether scores tell dancing it from not dancing it. Pure. */

export const VERDICTS = ["separates", "weak", "does_not", "not_judged"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Scores are 40 to 100, null where nothing could be judged. */
export type StepJudged = Readonly<{
  count: number;
  margin: number | null;
  carries: boolean;
  /** Whether it rests on poses of the take that are not to be trusted. */
  doubted: boolean;
}>;
export type PartJudged = Readonly<{
  /** From 1. */
  part: number;
  name: string | null;
  verdict: Verdict;
  /** What dancing it scores, seen by a phone; what the best of not dancing it scores. */
  danced: number | null;
  others: number | null;
  worst: string | null;
  steps: readonly StepJudged[];
}>;
/** Seen at too few step points: the share at which it is hidden. */
export type Hidden = Readonly<{ feature: string; share: number }>;
/** Something to know; see WarningWords. */
export type Note = Readonly<{
  code: string;
  sentence: string;
  parts: readonly number[];
  joints: readonly string[];
  /** Of each of its parts the counts that are meant; none: the whole of them. */
  counts?: readonly (readonly number[])[];
}>;
/** In the order in which they are told. */
export const KINDS = ["still", "another_dance", "late", "mirrored", "another_part"] as const;
export type Kind = (typeof KINDS)[number];
export type Judging = Readonly<{
  verdict: Verdict;
  danced: number | null;
  others: number | null;
  /** What the whole class scores for who does something else: the best of each kind. */
  kinds: readonly Readonly<{ kind: Kind; score: number }>[];
  parts: readonly PartJudged[];
  /** The most hidden first; none that is always seen. */
  hidden: readonly Hidden[];
  /** What is as the choreography is, and no fault of it. */
  notes: readonly Note[];
}>;

type Compared = Readonly<{ verdict: string; danced: number | null; margin: number | null }>;
type Performed = Readonly<{ kind: string; score: number | null }>;
type Document = Compared &
  Readonly<{
    performances: readonly Performed[];
    parts: readonly (Compared &
      Readonly<{
        part: number;
        name: string | null;
        worst: string | null;
        steps: readonly (Omit<StepJudged, "doubted"> & Readonly<{ doubted?: boolean }>)[];
      }>)[];
    features: readonly Readonly<{ feature: string; hidden: number }>[];
    notes: readonly Note[];
  }>;

export function readJudging(document: unknown): Judging {
  const { performances, parts, features, notes, ...whole } = document as Document;
  const hidden = features.map(({ feature, hidden: share }) => ({ feature, share }));
  return {
    ...compared(whole),
    kinds: KINDS.flatMap((kind) => {
      const scores = performances.flatMap((its) => (its.kind === kind ? (its.score ?? []) : []));
      return scores.length === 0 ? [] : [{ kind, score: Math.max(...scores) }];
    }),
    parts: parts.map(({ part, name, worst, steps, ...its }) => ({
      part,
      name,
      worst,
      steps: steps.map(({ count, margin, carries, doubted = false }) => ({
        count,
        margin,
        carries,
        doubted,
      })),
      ...compared(its),
    })),
    hidden: hidden.filter(({ share }) => share > 0).toSorted((a, b) => b.share - a.share),
    notes,
  };
}

/** `5–8, 10`: rising counts, those that follow each other in one. */
export function rangesOf(counts: readonly number[]): string {
  const starts = counts.filter((count, at) => counts[at - 1] !== count - 1);
  const ends = counts.filter((count, at) => counts[at + 1] !== count + 1);
  return starts.map((start, at) => (start === ends[at] ? `${start}` : `${start}–${ends[at]}`)).join(", ");
}

function compared({ verdict, danced, margin }: Compared) {
  const others = danced === null || margin === null ? null : danced - margin;
  return { verdict: VERDICTS.find((known) => known === verdict) ?? "not_judged", danced, others };
}
