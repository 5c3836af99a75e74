/** The step points of `routine.json`: where each step is judged, and by what. Pure; see docs/classpack.md. */

export const ANGLES = ["elbow", "shoulder", "hip", "knee"] as const;
export const PLACES = ["elbow", "hand", "knee", "foot"] as const;

/** A value of the dancer's left or right; `seen` is 0 to 1. */
export type Angle = Readonly<{ degrees: number; seen: number }>;
export type Place = Readonly<{ x: number; y: number; seen: number }>;
type Pair<T> = Readonly<{ left: T; right: T }>;

export type Targets = Readonly<{
  /** In the order of ANGLES. */
  angles: readonly Pair<Angle>[];
  /** In the order of PLACES. */
  places: readonly Pair<Place>[];
}>;

export type StepPoint = Readonly<{
  /** From 1, through the whole class. */
  number: number;
  /** From 1. */
  part: number;
  partName: string | null;
  /** From 1 to 8 in its part. */
  step: number;
  /** Where the step begins, seconds on the video clock. */
  startS: number;
  frame: number;
  videoS: number;
  songS: number;
  /** Null: the dancer is not seen there, so the step is not judged. */
  targets: Targets | null;
}>;

type TargetsJson = Readonly<{
  angles: readonly number[];
  places: readonly (readonly [number, number])[];
  visibility: readonly number[];
}>;
type Document = Readonly<{
  parts: readonly Readonly<{
    name: string | null;
    steps: readonly Readonly<{
      start: Readonly<{ video_s: number }>;
      point: Readonly<{ frame: number; video_s: number; song_s: number; targets: TargetsJson | null }>;
    }>[];
  }>[];
}>;

export function readPoints(document: unknown): readonly StepPoint[] {
  const { parts } = document as Document;
  return parts
    .flatMap(({ name, steps }, part) =>
      steps.map(({ start, point }, step) => ({ name, part, step, start, point })),
    )
    .map(({ name, part, step, start, point }, k) => ({
      number: k + 1,
      part: part + 1,
      partName: name ?? null,
      step: step + 1,
      startS: start.video_s,
      frame: point.frame,
      videoS: point.video_s,
      songS: point.song_s,
      targets: point.targets && targetsOf(point.targets),
    }));
}

function targetsOf({ angles, places, visibility }: TargetsJson): Targets {
  const angle = (k: number): Angle => ({ degrees: (angles[k] ?? 0) * 180, seen: visibility[k] ?? 0 });
  const place = (k: number): Place => {
    const [x, y] = places[k] ?? [0, 0];
    return { x, y, seen: visibility[8 + k] ?? 0 };
  };
  const pairs = <T>(of: (k: number) => T) => [0, 2, 4, 6].map((k) => ({ left: of(k), right: of(k + 1) }));
  return { angles: pairs(angle), places: pairs(place) };
}

/** The next step point after an instant, or the last before it. */
export function pointFrom(points: readonly StepPoint[], frame: number, way: 1 | -1): StepPoint | null {
  const found =
    way > 0 ? points.find((point) => point.frame > frame) : points.findLast((point) => point.frame < frame);
  return found ?? null;
}
