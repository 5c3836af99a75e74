/**
 * One beat as three sketches have it: the common base, mine and theirs; and beats that hang together because a mark of
 * mine comes near a mark of theirs. What hangs together is decided together, so no choice can double a beat.
 */
import { type NewMark, ORIGINS, type Sketch, sameState } from "../sketch";
import { toUs } from "../times";
import { matched } from "./difference";

export type Slot<M extends NewMark = NewMark> = {
  readonly base: NewMark | null;
  readonly mine: M | null;
  readonly theirs: NewMark | null;
};

/** By song time: the base's marks with what became of them, then what only one side or both have added. */
export function slotsOf(base: Sketch, mine: Sketch, theirs: Sketch, reachS: number, nearS: number) {
  const inMine = matched(base.marks, mine.marks, reachS);
  const inTheirs = matched(base.marks, theirs.marks, reachS);
  const oldMine = new Set(inMine.values());
  const oldTheirs = new Set(inTheirs.values());
  const newMine = mine.marks.filter((mark) => !oldMine.has(mark));
  const newTheirs = theirs.marks.filter((mark) => !oldTheirs.has(mark));
  const both = matched(newMine, newTheirs, nearS);
  const paired = new Set(both.values());
  return [
    ...base.marks.map((mark) => ({
      base: mark,
      mine: inMine.get(mark) ?? null,
      theirs: inTheirs.get(mark) ?? null,
    })),
    ...newMine.map((mark) => ({ base: null, mine: mark, theirs: both.get(mark) ?? null })),
    ...newTheirs
      .filter((mark) => !paired.has(mark))
      .map((mark) => ({ base: null, mine: null, theirs: mark })),
  ];
}

/** Slots in groups: together are those where a mark of mine lies within `nearS` of another slot's mark of theirs. */
export function groupsOf<S extends Slot>(slots: readonly S[], nearS: number): readonly (readonly S[])[] {
  const group = slots.map((_, at) => at);
  const root = (at: number): number => (group[at] === at ? at : root(group[at] ?? at));
  const changed = slots.map((slot) => !sameEnd(slot.base, slot.mine) || !sameEnd(slot.base, slot.theirs));
  slots.forEach((slot, at) => {
    slots.forEach((other, otherAt) => {
      const touches = slot.mine !== null && other.theirs !== null && near(slot.mine, other.theirs, nearS);
      if (at !== otherAt && touches && (changed[at] || changed[otherAt])) group[root(at)] = root(otherAt);
    });
  });
  const found = new Map<number, S[]>();
  slots.forEach((slot, at) => {
    found.set(root(at), [...(found.get(root(at)) ?? []), slot]);
  });
  return [...found.values()];
}

/** What a slot becomes without asking anybody; "conflict" where both sides changed it differently. */
export function joined<S extends Slot>({ base, mine, theirs }: S): NewMark | null | "conflict" {
  if (sameEnd(mine, theirs) || sameEnd(theirs, base)) return mine;
  if (sameEnd(mine, base)) return theirs;
  if (mine === null || theirs === null) return "conflict";
  if (toUs(mine.s) === toUs(theirs.s)) return flagsJoined(base, mine, theirs);
  if (base !== null && toUs(mine.s) === toUs(base.s)) return theirs;
  if (base !== null && toUs(theirs.s) === toUs(base.s)) return mine;
  return "conflict";
}

/** The same place with other flags: a yes of either side stands. */
function flagsJoined(base: NewMark | null, mine: NewMark, theirs: NewMark): NewMark {
  const rank = ({ origin }: NewMark) => ORIGINS.indexOf(origin);
  const [first, second] = rank(mine) <= rank(theirs) ? [mine, theirs] : [theirs, mine];
  const origin = base !== null && first.origin === base.origin ? second.origin : first.origin;
  const confirmed = mine.confirmed || theirs.confirmed;
  return { s: mine.s, origin, confirmed, slow: mine.slow && theirs.slow };
}

export function sameEnd(one: NewMark | null, other: NewMark | null): boolean {
  return one === null || other === null ? one === other : sameState(one, other);
}

function near(one: NewMark, other: NewMark, nearS: number): boolean {
  return Math.abs(one.s - other.s) < nearS;
}
