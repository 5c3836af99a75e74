/**
 * The one practice that a dance screen has at a time: made ready, and let go of. What comes too late, as somebody gave it
 * up meanwhile, is let go of at once and never told. Knows no screen.
 */

/** What is made ready and let go of: a `Dance`, or one that stands for it. */
interface LetGo {
  dispose(): void;
}

export interface OnePractice<Practice extends LetGo> {
  readonly now: Practice | null;
  /** Null: there is one, or this one was given up before it was ready. Throws what the two throw, unless given up. */
  make(look: () => Promise<unknown>, begin: () => Promise<Practice>): Promise<Practice | null>;
  letGo(): void;
  /** Gives it, for whoever ends it and lets go of it. */
  takeOut(): Practice | null;
}

export function onePractice<Practice extends LetGo>(): OnePractice<Practice> {
  let held: Practice | null = null;
  /** Rises with whatever makes a practice that is being made ready out of date. */
  let turn = 0;

  function takeOut(): Practice | null {
    turn++;
    const taken = held;
    held = null;
    return taken;
  }

  return {
    get now() {
      return held;
    },
    async make(look, begin) {
      if (held) return null;
      const mine = ++turn;
      try {
        await look();
        if (turn !== mine) return null;
        const made = await begin();
        if (turn === mine) held = made;
        else made.dispose();
        return turn === mine ? made : null;
      } catch (error) {
        if (turn !== mine) return null;
        throw error;
      }
    },
    letGo: () => takeOut()?.dispose(),
    takeOut,
  };
}
