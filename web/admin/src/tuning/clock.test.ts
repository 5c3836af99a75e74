import { expect, it } from "vitest";
import { classAt, practiceAt } from "./clock";

it("goes to the practice's clock and back", () => {
  const tie = { offsetS: -1.25, rate: 0.5 };
  expect(classAt(10, tie)).toBe(3.75);
  expect(practiceAt(3.75, tie)).toBe(10);
});
