/** The alignment check's commands: one table for the handler and for the list that `?` shows. Pure but for the bench. */
import type { Timeline } from "../drawing/types";
import type { Bench } from "./bench";
import { wholeTake } from "./lanes";
import { NUDGES_S } from "./placing";

export type Command =
  | "play"
  | "switch"
  | "both"
  | "mixed"
  | "earlier"
  | "later"
  | "earlierCoarse"
  | "laterCoarse"
  | "earlierFrame"
  | "laterFrame"
  | "start"
  | "middle"
  | "end"
  | "whole"
  | "candidate"
  | "back"
  | "decide"
  | "closer"
  | "wider"
  | "fit"
  | "help";

export type Around = Readonly<{
  bench: Bench;
  timeline: Timeline | null;
  nextCandidate: () => void;
  back: () => void;
  decide: () => void;
  help: () => void;
}>;

type Entry = Readonly<{ command: Command; keys: readonly string[]; act: (around: Around) => void }>;

const nudge = (laterS: number) => (around: Around) => around.bench.nudge(laterS);
const frames = (count: number) => (around: Around) => around.bench.nudge(count * around.bench.sounds.frameS);
const CLOSER = 0.5;

export const COMMANDS: readonly Entry[] = [
  { command: "play", keys: ["Space"], act: ({ bench }) => bench.toggle() },
  { command: "switch", keys: ["x"], act: ({ bench }) => bench.switchSound() },
  { command: "both", keys: ["b"], act: ({ bench }) => bench.listen("both") },
  { command: "mixed", keys: ["m"], act: ({ bench }) => bench.listen("mixed") },
  { command: "earlier", keys: ["ArrowLeft"], act: nudge(-NUDGES_S.fine) },
  { command: "later", keys: ["ArrowRight"], act: nudge(NUDGES_S.fine) },
  { command: "earlierCoarse", keys: ["Shift+ArrowLeft"], act: nudge(-NUDGES_S.coarse) },
  { command: "laterCoarse", keys: ["Shift+ArrowRight"], act: nudge(NUDGES_S.coarse) },
  { command: "earlierFrame", keys: [","], act: frames(-1) },
  { command: "laterFrame", keys: ["."], act: frames(1) },
  { command: "start", keys: ["1"], act: ({ bench }) => bench.loop("start") },
  { command: "middle", keys: ["2"], act: ({ bench }) => bench.loop("middle") },
  { command: "end", keys: ["3"], act: ({ bench }) => bench.loop("end") },
  { command: "whole", keys: ["0"], act: ({ bench }) => bench.loop(null) },
  { command: "candidate", keys: ["c"], act: ({ nextCandidate }) => nextCandidate() },
  { command: "back", keys: ["r"], act: ({ back }) => back() },
  { command: "decide", keys: ["a"], act: ({ decide }) => decide() },
  {
    command: "closer",
    keys: ["+", "="],
    act: ({ bench, timeline }) => timeline?.zoom(CLOSER, bench.transport.positionS()),
  },
  {
    command: "wider",
    keys: ["-"],
    act: ({ bench, timeline }) => timeline?.zoom(1 / CLOSER, bench.transport.positionS()),
  },
  { command: "fit", keys: ["z"], act: ({ bench, timeline }) => timeline?.show(wholeTake(bench.sounds)) },
  { command: "help", keys: ["?"], act: ({ help }) => help() },
];

const REPEATED: readonly Command[] = [
  "earlier",
  "later",
  "earlierCoarse",
  "laterCoarse",
  "earlierFrame",
  "laterFrame",
  "closer",
  "wider",
];

export function entryOf(chord: string): Entry | null {
  return COMMANDS.find(({ keys }) => keys.includes(chord)) ?? null;
}

/** Whether a held key does it again and again. */
export function repeats(chord: string): boolean {
  const command = entryOf(chord)?.command;
  return command !== undefined && REPEATED.includes(command);
}
