/** Draws with the page's pictures for as long as something moves: a page that stands still is left to sleep. */

export interface Drawing {
  /** Something is to be drawn: with the page's next picture. */
  wake(): void;
  close(): void;
}

/** @param draw at a moment of `performance.now()`; true: something goes on moving */
export function drawing(draw: (now: number) => boolean): Drawing {
  let request: number | null = null;
  let isClosed = false;

  function wake(): void {
    if (!isClosed) request ??= requestAnimationFrame(next);
  }

  function next(now: number): void {
    request = null;
    if (draw(now)) wake();
  }

  return {
    wake,
    close() {
      isClosed = true;
      if (request !== null) cancelAnimationFrame(request);
    },
  };
}
