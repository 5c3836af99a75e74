import { describe, expect, it } from "vitest";
import { refusalByFacts } from "./looking";

const film = { durationS: 31, video: true, audio: true };

describe("looking", () => {
  it("lets good files pass, and those of which it does not know enough", () => {
    expect(refusalByFacts(film, "take", 600)).toBeNull();
    expect(refusalByFacts(film, "song", 600)).toBeNull();
    expect(refusalByFacts({ ...film, audio: null }, "take", 600)).toBeNull();
  });

  it("refuses three hours, with the figures", () => {
    expect(refusalByFacts({ ...film, durationS: 3 * 3600 }, "take", 600)?.why).toEqual({
      key: "refused.take.tooLong",
      figures: { minutes: 180, mostMinutes: 10 },
    });
  });

  it("refuses a take without picture; one without sound may be insisted on, as it can be placed by hand", () => {
    expect(refusalByFacts({ ...film, video: false }, "take", 600)).toMatchObject({ mayInsist: false });
    expect(refusalByFacts({ ...film, audio: false }, "take", 600)).toMatchObject({ mayInsist: true });
    expect(refusalByFacts({ ...film, audio: false }, "song", 600)).toMatchObject({ mayInsist: false });
  });
});
