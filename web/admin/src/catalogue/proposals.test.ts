import { describe, expect, it } from "vitest";
import { nextSlug, slugOf, songOfFile, titleOfFile } from "./proposals";

describe("proposals", () => {
  it.each([
    ["spring-combo-1_take-3.mov", "Spring combo 1"],
    ["Hip Hop Basics FINAL v2.mp4", "Hip Hop Basics"],
    ["봄 콤보 1_take2.mp4", "봄 콤보 1"],
    ["IMG_4711.MOV", ""],
    ["20261122_101010.mp4", ""],
    ["video.mp4", ""],
  ])("a take called %j is of the class %j", (filename, title) => {
    expect(titleOfFile(filename)).toBe(title);
  });

  it.each([
    ["Sectoid - Escape from Chaosland.ogg", "Escape from Chaosland", "Sectoid"],
    ["03. Sectoid - Escape.mp3", "Escape", "Sectoid"],
    ["blue_monday-steps.wav", "Blue monday steps", ""],
    ["99 Red Balloons.mp3", "Red Balloons", ""],
    ["song.ogg", "Song", ""],
  ])("%j is the song %j by %j", (filename, title, artist) => {
    expect(songOfFile(filename)).toEqual({ title, artist });
  });

  it.each([
    ["Spring combo 1", "spring-combo-1"],
    ["  Élan — vital! ", "elan-vital"],
    ["봄 콤보 1", "bom-kombo-1"],
    ["한국어", "hangukeo"],
    ["강습", "gangseup"],
    ["!!!", ""],
    ["x".repeat(200), "x".repeat(60)],
  ])("%j is found at %j", (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it("tries the next number where a slug is taken", () => {
    expect(["combo", "combo-2", "combo-9", "combo-2026"].map(nextSlug)).toEqual([
      "combo-2",
      "combo-3",
      "combo-10",
      "combo-2026-2",
    ]);
  });
});
