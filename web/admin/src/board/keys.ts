/** The keys of the board: one table for the handler and for the list that `?` shows. Pure. */

export type Command = "search" | "down" | "up" | "enter" | "select" | "all" | "next" | "leave" | "help";

type Key = Readonly<{ command: Command; keys: readonly string[] }>;

/** `keys` as `KeyboardEvent.key` says them. */
export const KEYS: readonly Key[] = [
  { command: "search", keys: ["/"] },
  { command: "down", keys: ["j", "ArrowDown"] },
  { command: "up", keys: ["k", "ArrowUp"] },
  { command: "enter", keys: ["Enter"] },
  { command: "select", keys: ["x"] },
  { command: "all", keys: ["a"] },
  { command: "next", keys: ["n"] },
  { command: "leave", keys: ["Escape"] },
  { command: "help", keys: ["?"] },
];

/** Where a Korean keyboard layout is on, the same physical keys say these. */
const HANGUL: Readonly<Record<string, string>> = { ㅓ: "j", ㅏ: "k", ㅌ: "x", ㅁ: "a", ㅜ: "n" };

export function commandOf(key: string): Command | null {
  const latin = HANGUL[key] ?? key;
  return KEYS.find(({ keys }) => keys.includes(latin))?.command ?? null;
}

/** The place to move to in a list of `count`; -1 says that no class is the present one yet. */
export function moved(present: number, by: 1 | -1, count: number): number {
  if (present < 0) return 0;
  return Math.min(Math.max(present + by, 0), count - 1);
}
