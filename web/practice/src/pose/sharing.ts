/**
 * One engine for all that look at the same time, kept warm for a while after the last of them. Must not know what an
 * engine does.
 */

/** So long it is kept after its last holder: from the body check to the dance, and to the next try. */
export const KEPT_MS = 30_000;

/** An engine, held by one of its users. */
export interface Held<Engine> {
  readonly engine: Engine;
  /** It is not used any more; asked again, nothing. */
  release(): void;
  /** It failed: it ends, and whoever asks next is given another one. */
  abandon(): void;
}

interface Warm<Engine> {
  readonly begun: Promise<Engine>;
  holders: number;
  cooling: ReturnType<typeof setTimeout> | undefined;
}

/** Gives what hands out the engine; that throws what `begin` throws. */
export function sharing<Engine extends { end(): void }>(
  begin: () => Promise<Engine>,
): () => Promise<Held<Engine>> {
  let warm: Warm<Engine> | null = null;

  function cool(mine: Warm<Engine>): void {
    if (warm === mine) warm = null;
  }

  return async () => {
    warm ??= { begun: begin(), holders: 0, cooling: undefined };
    const mine = warm;
    clearTimeout(mine.cooling);
    mine.holders++;
    let engine: Engine;
    try {
      engine = await mine.begun;
    } catch (error) {
      cool(mine);
      throw error;
    }
    const abandon = () => {
      clearTimeout(mine.cooling);
      cool(mine);
      engine.end();
    };
    let isHeld = true;
    return {
      engine,
      release() {
        if (!isHeld) return;
        isHeld = false;
        mine.holders--;
        if (mine.holders === 0 && warm === mine) mine.cooling = setTimeout(abandon, KEPT_MS);
      },
      abandon,
    };
  };
}
