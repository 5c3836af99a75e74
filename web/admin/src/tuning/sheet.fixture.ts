/** A sheet of two steps, of which one is judged. */
import { FEATURE_NAMES } from "@eightcount/runtime/classpack";
import { COSTS, DEFAULTS, type Sheet, type StepSheet } from "@eightcount/runtime/scoring";

const NOT_JUDGED: StepSheet = {
  part: 1,
  count: 2,
  videoS: 2,
  judged: false,
  whyNot: "no_frames",
  score: null,
  raw: null,
  shape: null,
  timing: null,
  pose: null,
  motion: null,
  energy: null,
  amplitude: null,
  lateMs: null,
  costs: null,
  differences: null,
};
const LOST: Readonly<Record<string, number>> = { "angle.left_elbow": 0.25, motion: 0.125, timing: 0.5 };
const OFF: Readonly<Record<string, number | readonly [number, number]>> = {
  "angle.left_elbow": 0.06,
  "place.left_hand": [0.25, -0.5],
};

export const JUDGED: StepSheet = {
  ...NOT_JUDGED,
  count: 1,
  videoS: 1,
  judged: true,
  whyNot: null,
  score: 60,
  raw: 0.125,
  costs: Object.fromEntries(COSTS.map((name) => [name, LOST[name] ?? 0])) as StepSheet["costs"],
  differences: Object.fromEntries(
    FEATURE_NAMES.map((name) => [name, OFF[name] ?? null]),
  ) as StepSheet["differences"],
};

export function aSheet(): Sheet {
  return {
    runtime: { name: "eightcount-runtime", version: "0.2.0", level: 2 },
    scoring: DEFAULTS,
    classId: "spring",
    manifest: null,
    session: {
      mirror: "auto",
      mirrored: false,
      yawDeg: 0,
      lagMs: 0,
      speed: 1,
      picture: [720, 1280],
      parts: [1],
      frames: { taken: 60, unordered: 0, unseen: 0, several: 0, rateHz: 30 },
    },
    total: { score: 60, raw: 0.125, shape: 0.6, timing: 0.5, medal: null, judged: 1, steps: 2 },
    warnings: [],
    parts: [],
    steps: [JUDGED, NOT_JUDGED],
    best: null,
    worst: null,
    costly: null,
    notSeen: [],
  };
}
