import { describe, expect, it } from "vitest";
import { BEARABLE_MS, type Candidate, candidatesOf, choose, looksMs, type Measured } from "./choice";

const named = ({ model, delegate }: Candidate) => `${model} ${delegate}`;

async function chosen(tookMs: Readonly<Record<string, Measured>>, hasGraphics = true) {
  const measured: string[] = [];
  const { choice, isSure } = await choose(candidatesOf(hasGraphics), async (candidate) => {
    measured.push(named(candidate));
    return tookMs[named(candidate)] ?? "unfit";
  });
  return { choice: choice && named(choice), measured, isSure };
}

describe("the net for a device", () => {
  it("is the better one where it is quick enough, and nothing else is loaded then", async () => {
    expect(await chosen({ "full GPU": 12 })).toMatchObject({
      choice: "full GPU",
      measured: ["full GPU"],
      isSure: true,
    });
  });

  it("is the lighter one where the better one is too slow", async () => {
    expect((await chosen({ "full CPU": BEARABLE_MS + 1, "lite CPU": 20 }, false)).choice).toBe("lite CPU");
  });

  it("runs on the processor where the graphics cannot", async () => {
    expect((await chosen({ "full CPU": 30 })).choice).toBe("full CPU");
  });

  it("is the quickest where none is quick, and none where none runs", async () => {
    const slow = { "full GPU": 900, "lite GPU": 700, "full CPU": 300, "lite CPU": 120 };
    expect((await chosen(slow)).choice).toBe("lite CPU");
    expect((await chosen({})).choice).toBeNull();
  });

  it("holds for another time only where no better one was out of reach", async () => {
    const took = { "full CPU": "absent", "lite CPU": 20 } as const;
    expect(await chosen(took, false)).toMatchObject({ choice: "lite CPU", isSure: false });
    expect((await chosen({ "full CPU": 20, "lite CPU": "absent" }, false)).isSure).toBe(true);
  });

  it("is measured without its first looks", async () => {
    let count = 0;
    expect(await looksMs(async () => (count++ < 3 ? 5000 : 20))).toBe(20);
  });
});
