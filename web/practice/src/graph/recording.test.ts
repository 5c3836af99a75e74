import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { beginRecording, FILM_END_MS, NOT_RECORDING, type Recorder } from "./recording";
import type { NotFilmed } from "./types";

type Asked = Parameters<typeof beginRecording>[1];

async function recording(end: Recorder["end"]) {
  const faults: NotFilmed[] = [];
  const recorder: Recorder = { stats: NOT_RECORDING.stats, end, drop: async () => undefined };
  const asked = { wishes: { record: true }, tell: (fault: NotFilmed) => void faults.push(fault) };
  return { begun: await beginRecording(async () => recorder, asked as unknown as Asked), faults };
}

describe("the end of a recording", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("that never comes costs the film, not the result", async () => {
    const { begun, faults } = await recording(() => new Promise(() => undefined));
    const ended = begun.end();
    await vi.advanceTimersByTimeAsync(FILM_END_MS);
    expect(await ended).toBeNull();
    expect(faults).toEqual(["late"]);
  });

  it("that fails is told by its code", async () => {
    const { begun, faults } = await recording(async () => {
      throw Object.assign(new Error("full"), { code: "no-room" });
    });
    expect(await begun.end()).toBeNull();
    expect(faults).toEqual(["no-room"]);
  });
});
