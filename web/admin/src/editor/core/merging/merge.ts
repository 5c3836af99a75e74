/**
 * Two people's edits of the same beats brought together: what only one of them changed is taken, what both changed
 * differently is a conflict for a person to decide. Neither side is preferred; no edit is lost without being shown.
 */
import { STEPS_PER_PART } from "../parts";
import { type Mark, type NewMark, type Sketch, withMarks, withNames } from "../sketch";
import { type Difference, difference, reachOf } from "./difference";
import { groupsOf, joined, type Slot, sameEnd, slotsOf } from "./slots";

export type Side = "mine" | "theirs";

export type Conflict = {
  /** For the choice. */
  readonly key: string;
  /** Where to jump. */
  readonly s: number;
} & (
  | {
      readonly kind: "marks";
      readonly baseS: readonly number[];
      readonly mineS: readonly number[];
      readonly theirsS: readonly number[];
    }
  | {
      readonly kind: "name";
      readonly part: number;
      readonly base: string | null;
      readonly mine: string | null;
      readonly theirs: string | null;
    }
);

type MineSlot = Slot<Mark>;

export type Merge = {
  /** What each side did since the base. */
  readonly mine: Difference;
  readonly theirs: Difference;
  readonly conflicts: readonly Conflict[];
  /** The sketch with every conflict decided by `choice`. Has the revision of theirs and, where it can, the ids of mine. */
  readonly resolved: (choice: (conflict: Conflict) => Side) => Sketch;
};

/** Nearer than this, a mark of mine and one of theirs mean the same beat: as near as marks made twice. */
const SAME_BEAT_S = 0.05;

export function merged(base: Sketch, mine: Sketch, theirs: Sketch): Merge {
  const reachS = reachOf(base);
  const nearS = Math.max(SAME_BEAT_S, reachS / 2);
  const groups = groupsOf<MineSlot>(slotsOf(base, mine, theirs, reachS, nearS), nearS);
  const decided = groups.map((slots) => ({ slots, settled: settledGroup(slots, nearS) }));
  const open = decided.flatMap(({ slots, settled }) =>
    settled === null ? [{ slots, conflict: markConflict(slots) }] : [],
  );
  const names = nameConflicts(base, mine, theirs);
  const settledMarks = decided.flatMap(({ settled }) => settled ?? []);
  const conflicts = [...open.map(({ conflict }) => conflict), ...names].sort((one, other) => one.s - other.s);
  return {
    mine: difference(base, mine),
    theirs: difference(base, theirs),
    conflicts,
    resolved: (choice) => {
      const chosen = open.flatMap(({ slots, conflict }) => sideOf(slots, choice(conflict)));
      const sides = new Map(names.map((conflict) => [conflict.part, choice(conflict)]));
      const whole = withMarks({ ...mine, revision: theirs.revision }, [...settledMarks, ...chosen]);
      return withNames(whole, namesJoined(base, mine, theirs, sides));
    },
  };
}

type Placed = NewMark & { readonly id?: number };

/** The marks of a group that need no decision; null for a conflict. */
function settledGroup(slots: readonly MineSlot[], nearS: number): readonly Placed[] | null {
  if (slots.every(({ base, theirs }) => sameEnd(theirs, base))) return sideOf(slots, "mine");
  if (slots.every(({ base, mine }) => sameEnd(mine, base))) return sideOf(slots, "theirs");
  if (slots.every(({ mine, theirs }) => sameEnd(mine, theirs))) return sideOf(slots, "mine");
  const marks: Placed[] = [];
  for (const slot of slots) {
    const end = joined(slot);
    if (end === "conflict") return null;
    if (end !== null) marks.push(withIdOf(slot.mine, end));
  }
  const sorted = marks.toSorted((one, other) => one.s - other.s);
  const crowded = sorted.some((mark, at) => at > 0 && mark.s - (sorted[at - 1]?.s ?? 0) < nearS);
  return crowded ? null : marks;
}

function sideOf(slots: readonly MineSlot[], side: Side): readonly Placed[] {
  return slots.flatMap((slot) => {
    const end = slot[side];
    return end === null ? [] : [withIdOf(slot.mine, end)];
  });
}

/** The mark as it is to be, under the id that it has in mine. */
function withIdOf(mine: Mark | null, { s, origin, slow, confirmed }: NewMark): Placed {
  const mark = { s, origin, slow, confirmed };
  return mine === null ? mark : { ...mark, id: mine.id };
}

function markConflict(slots: readonly MineSlot[]): Extract<Conflict, { kind: "marks" }> {
  const times = (end: "base" | Side) =>
    slots.flatMap((slot) => slot[end]?.s ?? []).sort((one, other) => one - other);
  const [baseS, mineS, theirsS] = [times("base"), times("mine"), times("theirs")];
  const s = Math.min(...baseS, ...mineS, ...theirsS);
  return { kind: "marks", key: `marks ${s}`, s, baseS, mineS, theirsS };
}

function nameConflicts(
  base: Sketch,
  mine: Sketch,
  theirs: Sketch,
): readonly Extract<Conflict, { kind: "name" }>[] {
  return namesOf(base, mine, theirs).flatMap(({ part, from, own, other }) => {
    const starts = [mine, theirs].flatMap(({ marks }) => marks[part * STEPS_PER_PART]?.s ?? []);
    const s = starts.length === 0 ? 0 : Math.min(...starts);
    const conflict = own !== from && other !== from && own !== other;
    return conflict
      ? [{ kind: "name", key: `name ${part}`, s, part, base: from, mine: own, theirs: other } as const]
      : [];
  });
}

function namesJoined(
  base: Sketch,
  mine: Sketch,
  theirs: Sketch,
  sides: ReadonlyMap<number, Side>,
): readonly (string | null)[] {
  return namesOf(base, mine, theirs).map(({ part, from, own, other }) => {
    const side = sides.get(part) ?? (own === from ? "theirs" : "mine");
    return side === "mine" ? own : other;
  });
}

function namesOf(base: Sketch, mine: Sketch, theirs: Sketch) {
  const count = Math.max(base.partNames.length, mine.partNames.length, theirs.partNames.length);
  return Array.from({ length: count }, (_, part) => ({
    part,
    from: base.partNames[part] ?? null,
    own: mine.partNames[part] ?? null,
    other: theirs.partNames[part] ?? null,
  }));
}
