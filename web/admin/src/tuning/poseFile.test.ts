import { expect, it } from "vitest";
import { poseAt } from "../poses/track";
import { POSE, readPracticePoses, trackOf } from "./poseFile";

/** As numpy writes it: a time, then the pose, of which every value is `level`. */
function fileOf(rows: readonly (readonly [timeS: number, level: number])[], columns = 1 + POSE): Uint8Array {
  const words = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows.length}, ${columns}), }`;
  const header = `${words.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + header.length + rows.length * columns * 8);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer, 10 + header.length);
  rows.forEach(([timeS, level], k) => {
    for (let at = 0; at < columns; at++)
      view.setFloat64((k * columns + at) * 8, at === 0 ? timeS : level, true);
  });
  return bytes;
}

it("reads times and landmarks exactly", () => {
  const read = readPracticePoses(
    fileOf([
      [0.1, 0.25],
      [0.2 + 1e-12, Number.NaN],
      [0.3, 0.75],
    ]),
  );
  expect([...read.timesS]).toEqual([0.1, 0.2 + 1e-12, 0.3]);
  expect(read.landmarks).toHaveLength(3 * POSE);
  expect([read.landmarks[0], read.landmarks[POSE], read.landmarks[3 * POSE - 1]]).toEqual([
    0.25,
    Number.NaN,
    0.75,
  ]);
  expect(poseAt(trackOf(read), 0.3)?.[7]).toBe(0.75);
});

it("refuses what is no such file", () => {
  expect(() => readPracticePoses(fileOf([[0, 1]], 132))).toThrow("shape");
  expect(() => readPracticePoses(fileOf([[0, 1]]).subarray(0, 900))).toThrow("cut off");
});
