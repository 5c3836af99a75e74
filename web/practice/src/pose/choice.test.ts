import { describe, expect, it } from "vitest";
import { BEARABLE_MS, type Candidate, candidatesOf, choose, looksMs } from "./choice";

const named = ({ model, delegate }: Candidate) => `${model} ${delegate}`;

type Took = number | "unfit" | "absent";

async function chosen(tookMs: Readonly<Record<string, Took>>, hasGraphics = true) {
  const measured: string[] = [];
  const open = new Set<string>();
  let mostOpen = 0;
  const { best, isSure } = await choose(candidatesOf(hasGraphics), async (candidate) => {
    const name = named(candidate);
    measured.push(name);
    const took = tookMs[name] ?? "unfit";
    if (typeof took === "string") return took;
    open.add(name);
    mostOpen = Math.max(mostOpen, open.size);
    return { engine: { end: () => open.delete(name) }, tookMs: took };
  });
  return { choice: best && named(best.choice), measured, isSure, open: [...open], mostOpen };
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

  it("leaves one engine, of which never more than two are open", async () => {
    const slow = { "full GPU": 900, "lite GPU": 120, "full CPU": 300, "lite CPU": 120 };
    expect(await chosen(slow)).toMatchObject({ choice: "lite GPU", open: ["lite GPU"], mostOpen: 2 });
    const quick = { "full GPU": 900, "lite GPU": 700, "full CPU": 300, "lite CPU": 20 };
    expect(await chosen(quick)).toMatchObject({ choice: "lite CPU", open: ["lite CPU"], mostOpen: 2 });
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
