import { expect, it } from "vitest";
import { frameAt, frameOf, seekS } from "./frames";

const FILM = { frames: 593, rateHz: 30 };

it("comes back to every frame that it seeks", () => {
  for (let k = 0; k < FILM.frames; k++) {
    expect(frameAt(seekS(k, FILM), FILM)).toBe(k);
    expect(frameOf(Math.round((k / 30) * 1e6) / 1e6, FILM)).toBe(k);
    expect(frameAt(k / 30, FILM)).toBe(k);
  }
  expect(seekS(-3, FILM)).toBe(seekS(0, FILM));
  expect(seekS(9999, FILM)).toBe(seekS(592, FILM));
});
