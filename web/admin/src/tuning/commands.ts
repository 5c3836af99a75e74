/** The commands of the tuning room: one table for the handler and for the list that `?` shows. */
import type { Sheet } from "@eightcount/runtime/scoring";
import type { Player } from "../poses/player";
import { type Entry, entryIn, PLAYING, type Playing } from "../poses/playing";
import { type Place, stepFrom } from "./place";

export type Command =
  | Playing
  | "nextStep"
  | "lastStep"
  | "worst"
  | "nextPractice"
  | "lastPractice"
  | "skeleton"
  | "help";

export type Around = Readonly<{
  player: Player;
  sheet: Sheet;
  place: Place | null;
  onPlace: (place: Place) => void;
  onPractice: (by: number) => void;
  toggleSkeleton: () => void;
  help: () => void;
}>;

export const COMMANDS: readonly Entry<Command, Around>[] = [
  ...PLAYING,
  { command: "nextStep", keys: ["]"], repeats: true, act: (around) => toStep(around, 1) },
  { command: "lastStep", keys: ["["], repeats: true, act: (around) => toStep(around, -1) },
  { command: "worst", keys: ["w"], act: ({ sheet, onPlace }) => sheet.worst && onPlace(sheet.worst) },
  { command: "nextPractice", keys: ["n"], repeats: true, act: ({ onPractice }) => onPractice(1) },
  { command: "lastPractice", keys: ["p"], repeats: true, act: ({ onPractice }) => onPractice(-1) },
  { command: "skeleton", keys: ["s"], act: ({ toggleSkeleton }) => toggleSkeleton() },
  { command: "help", keys: ["?"], act: ({ help }) => help() },
];

export function entryOf(chord: string): Entry<Command, Around> | null {
  return entryIn(COMMANDS, chord);
}

function toStep({ sheet, place, onPlace }: Around, by: 1 | -1): void {
  const step = stepFrom(sheet.steps, place, by);
  if (step !== null) onPlace(step);
}
