/** The numbers of the scoring as a person turns them: grouped by what they do, with a step for a slider. Pure. */
import {
  DEFAULTS,
  PARAMETER_NAMES,
  PARAMETER_RANGES,
  type ParameterName,
  type Parameters,
  parametersAsJson,
} from "@eightcount/runtime/scoring";

export type Dial = Readonly<{ name: ParameterName; low: number; high: number; step: number }>;

export const GROUPS = ["tolerance", "seen", "lag", "motion", "energy", "timing", "live"] as const;
export type Group = (typeof GROUPS)[number];

/** By how its name begins, the first that fits; what fits nowhere is told while dancing. */
const BEGINNINGS: readonly (readonly [Group, RegExp])[] = [
  ["tolerance", /^sigma/],
  ["seen", /^(seen|fewest)/],
  ["lag", /^(lag|stepLag|mirror|yaw)/],
  ["motion", /^motion/],
  ["energy", /^energy/],
  ["timing", /^(onTime|late|stepOnTime|stepLate)/],
];

/** Slider ends where the allowed range is wider than anybody turns. */
const TURNED: Partial<Record<ParameterName, readonly [low: number, high: number]>> = {
  sigmaAngle: [0.02, 0.4],
  sigmaPlace: [0.01, 0.25],
  motionStill: [0.001, 0.1],
  energyPower: [0.05, 2],
  energyStill: [0.001, 0.1],
  onTimeS: [0, 0.4],
  lateS: [0.02, 0.6],
};
const STEPS_OF_SLIDER = 100;

export function groupOf(name: ParameterName): Group {
  return BEGINNINGS.find(([, beginning]) => beginning.test(name))?.[0] ?? "live";
}

export function dialsOf(group: Group): readonly Dial[] {
  return PARAMETER_NAMES.filter((name) => groupOf(name) === group).map((name) => {
    const [from, to] = TURNED[name] ?? PARAMETER_RANGES[name];
    const [low, high] = [Math.min(from, DEFAULTS[name]), Math.max(to, DEFAULTS[name])];
    return { name, low, high, step: (high - low) / STEPS_OF_SLIDER };
  });
}

/** With one number changed, held within what it may be; of the two ends of being seen, the other one makes room. */
export function turned(parameters: Parameters, name: ParameterName, value: number): Parameters {
  const [low, high] = PARAMETER_RANGES[name];
  const held = Math.min(Math.max(value, low), high);
  const next = { ...parameters, [name]: held };
  if (next.seenFull > next.seenFrom) return next;
  const apart = 0.01;
  return name === "seenFull"
    ? { ...next, seenFull: Math.max(held, apart), seenFrom: Math.max(held, apart) - apart }
    : { ...next, seenFrom: Math.min(held, 1 - apart), seenFull: Math.min(held, 1 - apart) + apart };
}

export function changedNames(from: Parameters, to: Parameters): readonly ParameterName[] {
  return PARAMETER_NAMES.filter((name) => from[name] !== to[name]);
}

/** As `routine.json` and `parameters.json` hold them. */
export function parametersText(parameters: Parameters): string {
  return `${JSON.stringify(parametersAsJson(parameters), null, 2)}\n`;
}
