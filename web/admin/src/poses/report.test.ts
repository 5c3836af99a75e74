import { expect, it } from "vitest";
import { lookFrom, readReport } from "./report";

it("sorts what needs a look and leaves out what it does not know", () => {
  const span = (kind: string, start_s: number) => ({ kind, start_s, end_s: start_s + 1 });
  const { looks } = readReport({
    frames: 10,
    seen: 8,
    filled: 1,
    missing: 1,
    jitter: 0.1,
    spans: [span("jitter", 5), span("missing", 2), span("later_kind", 1), span("filled", 7)],
  });
  expect(looks.map(({ kind, severity }) => [kind, severity])).toEqual([
    ["missing", "error"],
    ["jitter", "warning"],
    ["filled", "note"],
  ]);
  expect(lookFrom(looks, 2, 1)?.startS).toBe(5);
  expect(lookFrom(looks, 5, -1)?.startS).toBe(2);
  expect(lookFrom(looks, 7, 1)).toBeNull();
});
