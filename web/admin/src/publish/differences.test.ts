import { expect, test } from "vitest";
import { type Diff, differences, size } from "./differences";

const diff = (given: Partial<Diff>): Diff => ({
  sentence: "",
  sentences: [],
  steps_moved: 0,
  steps_before: 32,
  steps_after: 32,
  beats_moved: 0,
  moved_max_ms: 0,
  video_changed: false,
  poses_changed: false,
  metadata_changed: false,
  files_changed: ["routine.json"],
  download_bytes: 38_112,
  against: "a",
  pack: "b",
  warnings: [],
  ...given,
});
const keys = (given: Partial<Diff>) => differences(diff(given)).map(({ key }) => key);

test("moved beats are counted, with the largest move", () => {
  const told = differences(diff({ beats_moved: 3, moved_max_ms: 12.04 }));
  expect(told[0]).toEqual({ key: "moved", with: { count: 3, ms: 12 } });
  expect(told.map(({ key }) => key)).toEqual(["moved", "videoSame", "download"]);
});

test("the first publication has nothing to compare with", () => {
  expect(keys({ against: null })).toEqual(["first", "download"]);
});

test("the same pack changes nothing", () => {
  expect(keys({ files_changed: [] })).toEqual(["same"]);
});

test("a part more, another video, other words", () => {
  expect(keys({ steps_after: 40, video_changed: true, metadata_changed: true })).toEqual([
    "longer",
    "video",
    "metadata",
    "download",
  ]);
});

test("sizes are told as devices tell them", () => {
  expect([size(912), size(38_112), size(9_412_020)]).toEqual(["912 B", "38 kB", "9.4 MB"]);
});
