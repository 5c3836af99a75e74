import { expect, it } from "vitest";
import type { Held, Shown } from "./held";
import { deedOf } from "./useDeciding";

const shown = (decided: Shown["decided"]): Held => ({
  kind: "shown",
  shown: {
    offset_s: 2,
    rate: 1,
    kind: "same",
    verdict: "check",
    confidence: 0.5,
    decided,
    to_check: decided === null,
    document: {},
    found: null,
  },
});
const HERE = { offsetS: 2, rate: 1 };
const ELSEWHERE = { offsetS: 2.001, rate: 1 };
const AUTHOR = ["read", "author", "review", "build"];
const REVIEWER = ["read", "review"];

it.each<[string, Held, typeof HERE, readonly string[], string, string]>([
  ["accepts what was found", shown(null), HERE, REVIEWER, "accept", "accept"],
  ["saves what was moved", shown(null), ELSEWHERE, AUTHOR, "correct", "save"],
  ["saves what was moved after it was accepted", shown("accepted"), ELSEWHERE, AUTHOR, "correct", "save"],
  ["has nothing to do once it is accepted", shown("accepted"), HERE, AUTHOR, "done", "accepted"],
  ["has nothing to do once it is saved", shown("corrected"), HERE, AUTHOR, "done", "saved"],
  ["places what was not found", { kind: "missing" }, HERE, AUTHOR, "correct", "save"],
  ["lets a reviewer not correct", shown(null), ELSEWHERE, REVIEWER, "denied", "save"],
  ["lets nobody accept who may only read", shown(null), HERE, ["read"], "denied", "accept"],
])("%s", (_, held, placing, scopes, kind, words) => {
  expect(deedOf(held, placing, scopes)).toMatchObject({ kind, words });
});
