import { expect, test } from "vitest";
import { nameOf } from "./sharing";

test("a film is called by its class and its moment, and by what it is", () => {
  const begunMs = new Date(2026, 10, 3, 4, 5).getTime();
  expect(nameOf({ classId: "uniform", begunMs, mime: "video/mp4" })).toBe("uniform-202611030405.mp4");
  expect(nameOf({ classId: "uniform", begunMs, mime: "video/webm;codecs=vp9" })).toBe(
    "uniform-202611030405.webm",
  );
});
