import { expect, it } from "vitest";
import { readNpy, readNpz } from "./npz";
import { DEFLATED, INTS, STORED } from "./npz.fixture";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

it.each([
  ["stored", STORED],
  ["deflated", DEFLATED],
])("reads what numpy wrote %s", (_, base64) => {
  const arrays = readNpz(bytesOf(base64));
  expect([...arrays.keys()]).toEqual(["times_s", "image", "source"]);
  expect(arrays.get("times_s")?.values).toEqual(Float64Array.of(0, 0.5, 1.25));
  expect(arrays.get("image")).toEqual({
    shape: [3, 2],
    values: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25),
  });
  expect(arrays.get("source")?.values).toEqual(Uint8Array.of(0, 1, 2));
});

it("refuses values that it does not know", () => {
  expect(() => readNpy(bytesOf(INTS))).toThrow("<i8");
  expect(() => readNpy(Uint8Array.of(1, 2, 3))).toThrow("no .npy file");
  expect(() => readNpy(bytesOf(INTS).slice(0, -9))).toThrow();
});
