import { expect, it } from "vitest";
import { readMedia } from "./opened";

it("reads a take that was filmed upright on a turned phone", () => {
  const media = readMedia({
    duration_s: 20.02,
    class_frames: 600,
    class_rate: [30_000, 1001],
    video: { width: 1080, height: 1920, coded_width: 1920, coded_height: 1080, rotation_deg: 90 },
  });
  expect(media).toEqual({ durationS: 20.02, frames: 600, frameS: 1001 / 30_000, aspect: 9 / 16 });
});
