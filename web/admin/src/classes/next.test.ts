import { describe, expect, it } from "vitest";
import { clockTime, totalS } from "./durations";
import { nextThing } from "./next";
import { refusalsOf } from "./refusals";
import { languageName, titleIn } from "./titles";
import type { ClassRow } from "./useClass";
import { reasonOf } from "./why";

describe("the next thing", () => {
  it.each([
    ["upload_take", "no_take", { kind: "go", to: "/classes/combo#files" }],
    ["change_cover", "failed", { kind: "go", to: "/classes/combo#files" }],
    ["mark_beats", "no_beats", { kind: "go", to: "/classes/combo/beats", scope: "author" }],
    [
      "check_alignment",
      "alignment_to_check",
      { kind: "go", to: "/classes/combo/alignment", scope: "review" },
    ],
    ["build", "unbuilt", { kind: "do", deed: "build" }],
    ["retry", "failed", { kind: "do", deed: "retry" }],
    ["publish", "built", { kind: "do", deed: "publish_staging" }],
    ["publish", "newer_pack", { kind: "do", deed: "publish_staging" }],
    ["publish", "live_on_staging", { kind: "go", to: "/classes/combo/publish" }],
    ["publish", "release_failed", { kind: "go", to: "/classes/combo/publish" }],
    ["wait", "building", { kind: "watch", name: "watchBuild" }],
    ["wait", "releasing", { kind: "watch", name: "watchRelease" }],
    ["nothing", "live", { kind: "nothing" }],
  ] as const)("of %s because %s", (next, why, thing) => {
    expect(nextThing({ slug: "combo", next, why, problems: [], judged: true })).toMatchObject(thing);
  });

  it("of a class that can hardly be judged is its page, not one click", () => {
    const told = (code: string) => [{ severity: "warning" as const, code, sentence: "" }];
    const built = { slug: "combo", next: "publish", why: "built", judged: true } as const;
    expect(nextThing({ ...built, problems: told("cannot_be_judged") })).toEqual({
      kind: "go",
      name: "publishStaging",
      to: "/classes/combo/publish",
      scope: "publish",
    });
    expect(nextThing({ ...built, problems: told("part_count") })).toMatchObject({ kind: "do" });
    expect(nextThing({ ...built, judged: false, problems: [] })).toMatchObject({
      kind: "go",
      to: "/classes/combo/publish",
    });
  });
});

it("says why in words of the board, and leaves the failure of a build to the server", () => {
  const row = { song_title: "Blue Monday Steps", live_on: [], problems: [] };
  const fault = { severity: "error" as const, code: "part_count", sentence: "Part 2 has 7 steps." };
  const unfinished = { ...row, why: "beats_unfinished" as const, problems: [fault] };
  expect(reasonOf(unfinished)).toMatchObject({ key: "beats_unfinished", fault: "Part 2 has 7 steps." });
  expect(reasonOf({ ...row, why: "failed" })).toBeNull();
});

describe("titles", () => {
  it("reads the person's language, else the nearest, else English, else the first", () => {
    expect(titleIn({ ko: "봄", en: "Spring" }, "ko")).toBe("봄");
    expect(titleIn({ "pt-BR": "Primavera", en: "Spring" }, "pt")).toBe("Primavera");
    expect(titleIn({ ja: "春", en: "Spring" }, "ko")).toBe("Spring");
    expect(titleIn({ ja: "春" }, "ko")).toBe("春");
    expect(languageName("ko", "en")).toBe("Korean");
  });
});

describe("durations", () => {
  it("says spans as people do", () => {
    expect([0, 9.6, 95, 3700].map(clockTime)).toEqual(["0:00", "0:10", "1:35", "1:01:40"]);
    expect(totalS({ beats: 60, poses: 1.5 })).toBe(61.5);
  });
});

describe("refusals", () => {
  const step = (code: string, sentence: string, state = "failed") => ({ code, sentence, state });
  const row = (state: string, ...steps: readonly object[]) =>
    ({ state, build: { steps } }) as unknown as ClassRow;

  it("stand at the file that is to blame, one for each", () => {
    const failed = row(
      "failed",
      step("take-unusable", "It is cut short."),
      step("take-not-heard", "Nothing is heard in it."),
      step("song-not-found", "Another song."),
      step("unforeseen", "Retry."),
      step("take-unusable", "Long ago.", "done"),
    );
    expect(refusalsOf(failed)).toEqual({ take: "It is cut short.", song: "Another song.", cover: null });
  });

  it("are over when the class does not stand failed any more", () => {
    expect(refusalsOf(row("building", step("take-unusable", "Old."))).take).toBeNull();
  });
});
