import { describe, expect, it } from "vitest";
import { clockTime, totalS } from "./durations";
import { nextThing } from "./next";
import { refusalsOf } from "./refusals";
import { languageName, titleIn } from "./titles";
import type { ClassRow } from "./useClass";

describe("next", () => {
  it("leads to the room where it is done, or does it", () => {
    expect(nextThing("combo", "mark_beats")).toEqual({ kind: "go", to: "/classes/combo/beats" });
    expect(nextThing("combo", "change_cover")).toEqual({ kind: "go", to: "/classes/combo#files" });
    expect(nextThing("combo", "build")).toEqual({ kind: "build" });
    expect(nextThing("combo", "retry")).toEqual({ kind: "retry" });
    expect(nextThing("combo", "nothing")).toEqual({ kind: "none" });
  });
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
