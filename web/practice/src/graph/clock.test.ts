import { describe, expect, it } from "vitest";
import { type Playing, playingClock, STALLED_MS } from "./clock";

/** Plays from a second on, an answer every 33 ms, each late by what `late` says. */
function played(
  clock: Playing,
  fromMs: number,
  fromS: number,
  answers: number,
  speed = 1,
  late = (_: number) => 0,
) {
  for (let at = 0; at < answers; at++) {
    clock.shown(fromS + (at / 30) * speed, fromMs + (at * 1000) / 30 + late(at), speed);
  }
  return fromMs + ((answers - 1) * 1000) / 30;
}

describe("the class's clock", () => {
  it("says nothing before the class plays", () => {
    const clock = playingClock();
    expect(clock.at(1000)).toBeNull();
    played(clock, 5000, 0, 10);
    expect(clock.at(4990)).toBeNull();
  });

  it("goes by the middle of its answers, not by a late one", () => {
    const clock = playingClock();
    played(clock, 5000, 2, 60, 1, (at) => (at % 7 === 3 ? 60 : 0));
    expect(clock.at(6000)).toBeCloseTo(3, 6);
  });

  it("knows half speed", () => {
    const clock = playingClock();
    played(clock, 5000, 2, 60, 0.5);
    expect(clock.at(6000)).toBeCloseTo(2.5, 6);
  });

  it("stands between two runs, and still knows the earlier one", () => {
    const clock = playingClock();
    const lastMs = played(clock, 5000, 0, 30);
    clock.stands(lastMs + 10);
    played(clock, 8000, 0.5, 30);
    expect(clock.at(5500)).toBeCloseTo(0.5, 6);
    expect(clock.at(7000)).toBeNull();
    expect(clock.at(8500)).toBeCloseTo(1, 6);
  });

  it("begins anew where somebody sought", () => {
    const clock = playingClock();
    const lastMs = played(clock, 5000, 0, 30);
    played(clock, lastMs + 33, 20, 30);
    expect(clock.at(lastMs + 533)).toBeCloseTo(20.5, 3);
    expect(clock.at(5100)).toBeCloseTo(0.1, 6);
  });

  it("says nothing long after its last answer", () => {
    const clock = playingClock();
    const lastMs = played(clock, 5000, 0, 30);
    expect(clock.at(lastMs + STALLED_MS - 1)).not.toBeNull();
    expect(clock.at(lastMs + STALLED_MS + 1)).toBeNull();
  });
});
