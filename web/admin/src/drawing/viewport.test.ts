import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLOSEST_S,
  centred,
  endOf,
  keptWithin,
  resized,
  revealed,
  scrolled,
  timeAt,
  viewOf,
  xOf,
  zoomed,
} from "./viewport";

const BOUNDS = { startS: -2, endS: 240 };
const anyView = fc
  .record({
    startS: fc.double({ min: -2, max: 239, noNaN: true }),
    secondsPerPixel: fc.double({ min: CLOSEST_S, max: 0.2, noNaN: true }),
    widthPx: fc.integer({ min: 300, max: 3000 }),
  })
  .map((view) => keptWithin(view, BOUNDS));

describe("a view", () => {
  test("maps both ways", () => {
    fc.assert(
      fc.property(anyView, fc.double({ min: 0, max: 3000, noNaN: true }), (view, x) => {
        expect(xOf(view, timeAt(view, x))).toBeCloseTo(x, 3);
      }),
    );
  });

  test("of a span shows it from edge to edge", () => {
    const view = viewOf({ startS: 10, endS: 40 }, 600);
    expect([xOf(view, 10), xOf(view, 40), endOf(view)]).toEqual([0, 600, 40]);
  });

  test("zooms around a point that stays where it is, unless an edge is met", () => {
    const view = viewOf({ startS: 100, endS: 120 }, 1000);
    const closer = zoomed(view, 0.1, 103, BOUNDS);
    expect(xOf(closer, 103)).toBeCloseTo(150, 6);
    expect(closer.secondsPerPixel).toBeCloseTo(0.002, 12);
    expect(zoomed(closer, 1e-9, 103, BOUNDS).secondsPerPixel).toBe(CLOSEST_S);
    const widest = zoomed(view, 1e9, 103, BOUNDS);
    expect([widest.startS, endOf(widest)]).toEqual([-2, 240]);
  });

  test("never leaves the bounds, whatever is done to it", () => {
    const inside = (view: ReturnType<typeof viewOf>) => {
      expect(view.startS).toBeGreaterThanOrEqual(BOUNDS.startS);
      expect(endOf(view)).toBeLessThanOrEqual(BOUNDS.endS + 1e-6);
    };
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (view, px, factor) => {
          inside(scrolled(view, px, BOUNDS));
          inside(zoomed(view, factor, px / 20, BOUNDS));
          inside(centred(view, px / 20, BOUNDS));
          inside(revealed(view, px / 20, BOUNDS));
          inside(resized(view, Math.abs(px) + 1, BOUNDS));
        },
      ),
    );
  });

  test("scrolls only when it must to reveal a time", () => {
    const view = viewOf({ startS: 10, endS: 20 }, 1000);
    expect(revealed(view, 15, BOUNDS)).toBe(view);
    expect(xOf(revealed(view, 20.5, BOUNDS), 20.5)).toBeCloseTo(100, 6);
    expect(xOf(centred(view, 60, BOUNDS), 60)).toBeCloseTo(500, 6);
  });
});
