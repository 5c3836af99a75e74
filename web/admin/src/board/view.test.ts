import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, isFiltered, SORTS, STATES, sortedBy, unfiltered, viewOf, WHOLE, withState } from "./view";

const anId = fc.option(fc.string({ minLength: 1 }));
const aView = fc.record({
  words: fc.string().filter((words) => words === "" || words.trim() !== ""),
  states: fc.subarray([...STATES]),
  songId: anId,
  dancerId: anId,
  ownerId: anId,
  sort: fc.constantFrom(...SORTS),
  descending: fc.boolean(),
});

describe("the address of a view", () => {
  it("asks for the same view again", () => {
    fc.assert(
      fc.property(aView, (view) => {
        expect(viewOf(new URLSearchParams(addressOf(view).toString()))).toEqual(view);
      }),
    );
  });

  it("is empty for the whole board", () => {
    expect(addressOf(WHOLE).toString()).toBe("");
    expect(viewOf(new URLSearchParams())).toEqual(WHOLE);
  });

  it("can be read by people", () => {
    const view = {
      ...WHOLE,
      words: "봄 combo",
      states: ["failed", "ready"] as const,
      sort: "title" as const,
    };
    expect(decodeURIComponent(addressOf(view).toString())).toBe(
      "q=봄+combo&state=failed&state=ready&sort=-title",
    );
  });

  it("may say nonsense, which is left out", () => {
    const view = viewOf(new URLSearchParams("state=gone&state=ready&state=ready&sort=-size&song=abc"));
    expect(view).toEqual({ ...WHOLE, states: ["ready"], songId: "abc" });
  });
});

it("leaves the order when the filters are cleared", () => {
  const view = { ...WHOLE, words: "x", ownerId: "a", sort: "title" as const, descending: false };
  expect(isFiltered(view)).toBe(true);
  expect(unfiltered(view)).toEqual({ ...WHOLE, sort: "title", descending: false });
  expect(isFiltered(unfiltered(view))).toBe(false);
});

it("adds and takes away states, in their order", () => {
  const one = withState(WHOLE, "ready", true);
  const two = withState(one, "failed", true);
  expect(two.states).toEqual(["failed", "ready"]);
  expect(withState(two, "ready", true).states).toEqual(["failed", "ready"]);
  expect(withState(two, "failed", false).states).toEqual(["ready"]);
});

it("turns the order round when the same column is asked for again", () => {
  const titles = sortedBy(WHOLE, "title");
  expect(titles).toMatchObject({ sort: "title", descending: false });
  expect(sortedBy(titles, "title").descending).toBe(true);
  expect(sortedBy(titles, "minutes").descending).toBe(true);
});
