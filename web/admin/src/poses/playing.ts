/** The commands of every room that shows a film by its pictures, and what a table of commands is made of. */
import type { Player } from "./player";

export type Entry<Command, Around> = Readonly<{
  command: Command;
  keys: readonly string[];
  repeats?: boolean;
  act: (around: Around) => void;
}>;

export type Playing = "play" | "back" | "on" | "backTen" | "onTen";

const TEN = 10;

export const PLAYING: readonly Entry<Playing, Readonly<{ player: Player }>>[] = [
  { command: "play", keys: ["Space"], act: ({ player }) => player.toggle() },
  { command: "back", keys: [",", "ArrowLeft"], repeats: true, act: ({ player }) => player.step(-1) },
  { command: "on", keys: [".", "ArrowRight"], repeats: true, act: ({ player }) => player.step(1) },
  {
    command: "backTen",
    keys: ["<", "Shift+ArrowLeft"],
    repeats: true,
    act: ({ player }) => player.step(-TEN),
  },
  { command: "onTen", keys: [">", "Shift+ArrowRight"], repeats: true, act: ({ player }) => player.step(TEN) },
];

export function entryIn<Command, Around>(
  commands: readonly Entry<Command, Around>[],
  chord: string,
): Entry<Command, Around> | null {
  return commands.find(({ keys }) => keys.includes(chord)) ?? null;
}
