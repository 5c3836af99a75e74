/**
 * Seconds in which somebody really worked: the tab had the focus and the last key, click or turn of the wheel
 * was not long ago. Pure; times are seconds of any one clock that only rises.
 */

/** Somebody who has not touched anything for so long is looking elsewhere. */
export const STILL_HERE_S = 15;

export type Attention = Readonly<{
  activeS: number;
  countedToS: number;
  lastInputS: number;
  focused: boolean;
}>;

export const startAttention = (nowS: number, focused: boolean): Attention => ({
  activeS: 0,
  countedToS: nowS,
  lastInputS: nowS,
  focused,
});

/** Count up to now: the part of the time since the last look that was within reach of an input, in focus. */
export function counted(seen: Attention, nowS: number): Attention {
  const until = Math.min(nowS, seen.lastInputS + STILL_HERE_S);
  const gainedS = seen.focused ? Math.max(0, until - seen.countedToS) : 0;
  return { ...seen, activeS: seen.activeS + gainedS, countedToS: nowS };
}

/** Somebody did something. */
export function touched(seen: Attention, nowS: number): Attention {
  return { ...counted(seen, nowS), lastInputS: nowS };
}

/** The tab got the focus or lost it. */
export function focused(seen: Attention, nowS: number, has: boolean): Attention {
  return { ...counted(seen, nowS), focused: has, ...(has ? { lastInputS: nowS } : {}) };
}

/** What was counted since the last time it was taken, and an empty count to go on with. */
export function taken(seen: Attention, nowS: number): readonly [seconds: number, rest: Attention] {
  const now = counted(seen, nowS);
  return [now.activeS, { ...now, activeS: 0 }];
}
