/**
 * Which rows of a long list are near the screen. All rows have one height, so only those are in the page and
 * the rest is two empty spaces: a thousand classes cost what fifty do.
 */
import { type RefObject, useEffect, useRef, useState } from "react";

/** Rows in the page beyond either edge of the screen. */
const SPARE = 12;
/** The window moves in steps of so many rows, so that scrolling seldom renders. */
const STEP = 6;

type RowWindow = Readonly<{
  /** Put it on the element that holds the rows. */
  holder: RefObject<HTMLElement | null>;
  first: number;
  /** One after the last row. */
  end: number;
}>;

/** @param rowPx height of a row, @param columns items beside each other in a row */
export function useRowWindow(count: number, rowPx: number, columns = 1): RowWindow {
  const holder = useRef<HTMLElement | null>(null);
  const [range, setRange] = useState(() => rangeOf(0, rowPx, globalThis.innerHeight));
  useEffect(() => {
    const look = () => {
      const top = holder.current?.getBoundingClientRect().top ?? 0;
      const now = rangeOf(-top, rowPx, window.innerHeight);
      setRange((before) => (before.first === now.first && before.end === now.end ? before : now));
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [rowPx]);
  const rows = Math.ceil(count / columns);
  const first = Math.min(range.first, Math.max(0, rows - 1));
  return { holder, first: first * columns, end: Math.min(range.end * columns, count) };
}

/** Rows near the screen. `scrolledPx`: how far the first row's top is above the screen's. */
export function rangeOf(scrolledPx: number, rowPx: number, screenPx: number) {
  const top = Math.floor(scrolledPx / rowPx) - SPARE;
  const bottom = Math.ceil((scrolledPx + screenPx) / rowPx) + SPARE;
  return {
    first: Math.max(0, Math.floor(top / STEP) * STEP),
    end: Math.max(SPARE, Math.ceil(bottom / STEP) * STEP),
  };
}
