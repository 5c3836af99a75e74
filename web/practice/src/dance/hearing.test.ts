import { beforeEach, expect, test, vi } from "vitest";
import type { Danced, Film, PoseFrame, Told } from "../graph/types";
import type { About } from "../results/history";
import { danceRecord } from "./danceRecord";
import { hearing } from "./hearing";
import type { Phase } from "./phase";

const ABOUT = { classId: "one", revision: 1, atMs: 0 } as About;
const FRAME = { capturedMs: 1, classS: 2 } as PoseFrame;
const DANCED = {
  sheet: { total: { score: 80, medal: "silver" } },
  film: null,
  interrupted: null,
  posesAtS: new Float64Array([1]),
} as Danced;
/** It ended before a picture came. */
const NOTHING: Danced = { ...DANCED, interrupted: "memory", posesAtS: new Float64Array() };

const draft = { take: vi.fn(), flush: vi.fn(), close: vi.fn(() => Promise.resolve()) };
const [go, scored, checked, watched, notFilmed] = [vi.fn(), vi.fn(), vi.fn(), vi.fn(), vi.fn()];
const [ended, cameToNothing] = [vi.fn(), vi.fn()];
beforeEach(() => vi.clearAllMocks());

function screen(keep: () => Promise<string> = () => Promise.resolve("7")) {
  const record = danceRecord(keep, () => draft);
  return { record, hear: hearing({ go, record, scored, checked, watched, notFilmed, ended, cameToNothing }) };
}

test("poses are of the body check until it has begun, then those that are scored are kept", () => {
  const { record, hear } = screen();
  hear({ kind: "pose", frame: FRAME, scored: null });
  expect(checked).toHaveBeenCalledExactlyOnceWith(FRAME);
  record.begin(ABOUT);
  hear({ kind: "pose", frame: FRAME, scored: null });
  expect(draft.take).not.toHaveBeenCalled();
  const taken = { ...FRAME, classS: 3 };
  hear({ kind: "pose", frame: FRAME, scored: taken });
  expect(draft.take).toHaveBeenCalledExactlyOnceWith(taken);
  expect(checked).toHaveBeenCalledOnce();
  expect(watched).toHaveBeenCalledTimes(2);
});

test("every step that is judged writes what came until then; a limb that is off writes nothing", () => {
  const { record, hear } = screen();
  record.begin(ABOUT);
  const events = ["feedback", "judgement"].map((kind) => ({ kind: "scored", event: { kind } }) as Told);
  for (const told of events) hear(told);
  expect(scored).toHaveBeenCalledTimes(2);
  expect(draft.flush).toHaveBeenCalledOnce();
});

test("what stops before it began is no result, and is told", () => {
  const { hear } = screen();
  hear({ kind: "ended", danced: NOTHING });
  hear({ kind: "unscored" });
  expect(cameToNothing.mock.calls).toEqual([["memory"], [null]]);
  expect(ended).not.toHaveBeenCalled();
  expect(go).not.toHaveBeenCalled();
});

test("what stops before a picture came is no result either; what was seen, filmed or danced to the end is one", () => {
  const { record, hear } = screen();
  record.begin(ABOUT);
  hear({ kind: "ended", danced: NOTHING });
  expect(cameToNothing).toHaveBeenCalledExactlyOnceWith("memory");
  expect(ended).not.toHaveBeenCalled();
  const results: Danced[] = [
    { ...NOTHING, posesAtS: DANCED.posesAtS },
    { ...NOTHING, film: { id: "3" } as Film },
    { ...NOTHING, interrupted: null },
  ];
  for (const danced of results) hear({ kind: "ended", danced });
  expect(ended.mock.calls).toEqual(results.map((danced) => [danced]));
  expect(cameToNothing).toHaveBeenCalledOnce();
});

test("what came to nothing leaves nothing, and another one can be begun", () => {
  const { record, hear } = screen();
  record.begin(ABOUT);
  record.forget();
  expect(draft.close).toHaveBeenCalledOnce();
  expect(record.hasBegun).toBe(false);
  hear({ kind: "pose", frame: FRAME, scored: null });
  expect(checked).toHaveBeenCalledOnce();
});

test("where no sheet can be made the poses are written for later", () => {
  const { record, hear } = screen();
  record.begin(ABOUT);
  hear({ kind: "unscored" });
  expect(draft.flush).toHaveBeenCalledOnce();
  expect(draft.close).not.toHaveBeenCalled();
  expect(go).toHaveBeenCalledExactlyOnceWith({ at: "broken", what: "result" });
});

test("what came between is shown with its reason, and that it goes on", () => {
  const { hear } = screen();
  hear({ kind: "paused", why: "hidden" });
  hear({ kind: "resumed" });
  hear({ kind: "not-filmed", why: "no-room" });
  expect(go.mock.calls).toEqual([[{ at: "paused", why: "hidden" }], [{ at: "dancing" }]] satisfies [Phase][]);
  expect(notFilmed).toHaveBeenCalledExactlyOnceWith("no-room");
});

test("a result that is kept leaves nothing to be rescued", async () => {
  const { record } = screen();
  record.begin(ABOUT);
  expect(await record.keep(DANCED)).toEqual({ at: "kept", id: "7" });
  expect(draft.close).toHaveBeenCalledOnce();
});

test("a result that cannot be kept is shown all the same", async () => {
  const { record } = screen(() => Promise.reject(new Error("no room")));
  record.begin(ABOUT);
  const shown = await record.keep(DANCED);
  expect(shown).toMatchObject({ at: "unkept", result: { danced: DANCED, kept: { ...ABOUT, score: 80 } } });
  expect(draft.close).not.toHaveBeenCalled();
});
