import { DEFAULTS, PARAMETER_NAMES, PARAMETER_RANGES, readParametersFile } from "@eightcount/runtime/scoring";
import fc from "fast-check";
import { expect, it } from "vitest";
import en from "../i18n/en/tuning.json";
import { changedNames, dialsOf, GROUPS, parametersText, turned } from "./parameters";

it("has a dial for every number, once, and a name for it", () => {
  const dials = GROUPS.flatMap((group) => dialsOf(group).map(({ name }) => name));
  expect(dials.toSorted()).toEqual(PARAMETER_NAMES.toSorted());
  expect(Object.keys(en.parameters.name).toSorted()).toEqual(PARAMETER_NAMES.toSorted());
});

it("holds the default within the dial's reach", () => {
  for (const { name, low, high } of GROUPS.flatMap(dialsOf)) {
    expect(DEFAULTS[name], name).toBeGreaterThanOrEqual(low);
    expect(DEFAULTS[name], name).toBeLessThanOrEqual(high);
    expect(low, name).toBeGreaterThanOrEqual(PARAMETER_RANGES[name][0]);
    expect(high, name).toBeLessThanOrEqual(PARAMETER_RANGES[name][1]);
  }
});

it("only makes parameters that the runtime takes", () => {
  const turns = fc.array(fc.tuple(fc.constantFrom(...PARAMETER_NAMES), fc.double({ noNaN: true })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(turns, (each) => {
      const made = each.reduce((before, [name, value]) => turned(before, name, value), DEFAULTS);
      expect(readParametersFile(new TextEncoder().encode(parametersText(made)))).toEqual(made);
    }),
  );
});

it("tells what was changed", () => {
  expect(changedNames(DEFAULTS, turned(DEFAULTS, "sigmaAngle", 0.2))).toEqual(["sigmaAngle"]);
  expect(changedNames(DEFAULTS, DEFAULTS)).toEqual([]);
});
