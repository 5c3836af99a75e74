import { type NpyArrays, readNpy } from "@eightcount/runtime/classpack";
import { expect, it } from "vitest";
import { openNpz } from "./npz";
import { DEFLATED, STORED } from "./npz.fixture";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

it.each([
  ["stored", STORED],
  ["deflated", DEFLATED],
])("opens what numpy wrote %s, and the runtime reads it", (_, base64) => {
  const files = openNpz(bytesOf(base64));
  expect([...files.keys()]).toEqual(["times_s", "image", "source"]);
  const valuesOf = (name: string, kind: keyof NpyArrays, shape: readonly number[]) =>
    readNpy(files.get(name) ?? new Uint8Array(), name, kind, shape).values;
  expect(valuesOf("times_s", "<f8", [3])).toEqual(Float64Array.of(0, 0.5, 1.25));
  expect(valuesOf("image", "<f4", [3, 2])).toEqual(Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25));
  expect(valuesOf("source", "|u1", [3])).toEqual(Uint8Array.of(0, 1, 2));
});

it("refuses what is no archive", () => {
  expect(() => openNpz(Uint8Array.of(1, 2, 3))).toThrow();
});
