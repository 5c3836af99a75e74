/** How fast a class is played. */

export const SPEEDS = [0.5, 0.75, 1] as const;
export type Speed = (typeof SPEEDS)[number];

/** The speed that an address names; full where it names none that there is. */
export function speedIn(text: string | null): Speed {
  return SPEEDS.find((speed) => text !== null && speed === Number(text)) ?? 1;
}
