import { expect, it } from "vitest";
import { motionEnergy, torsoLength } from "./energy";
import { FIELDS, LANDMARKS } from "./track";

const RATE_HZ = 10;
const STILL: Readonly<Record<number, readonly [number, number]>> = { 11: [0.5, 0.2], 12: [0.5, 0.2] };

/** A body whose torso is 0.2 high; `left wrist` is at `x[k]` in frame k, seen as much as `seen`. */
function dance(x: readonly number[], seen = 1): Float32Array {
  const poses = new Float32Array(x.length * LANDMARKS * FIELDS);
  x.forEach((wrist, k) => {
    for (let joint = 0; joint < LANDMARKS; joint++) {
      const [px, py] = joint === 15 ? [wrist, 0.5] : (STILL[joint] ?? [0.5, 0.4]);
      poses.set([px, py, 0, joint === 15 ? seen : 1], (k * LANDMARKS + joint) * FIELDS);
    }
  });
  return poses;
}

it("measures by the torso", () => {
  expect(torsoLength(dance([0, 0]), 1)).toBeCloseTo(0.2, 6);
});

it("is nothing at rest, and full where most is moved", () => {
  const energy = motionEnergy(dance([0, 0, 0, 0.1, 0.4, 0.5, 0.5, 0.5]), RATE_HZ, 1);
  expect(energy[1]).toBe(0);
  expect(Math.max(...energy.filter((value) => !Number.isNaN(value)))).toBe(1);
  expect([...energy].indexOf(1)).toBeGreaterThan(2);
  expect(energy[0]).toBeNaN();
  expect(energy[7]).toBeNaN();
});

it("does not depend on the size of the dancer or of the picture", () => {
  const near = dance([0, 0.1, 0.3, 0.4, 0.4]);
  const far = near.map((value, k) => (k % FIELDS < 2 ? value / 2 : value));
  expect([...motionEnergy(far, RATE_HZ, 1)]).toEqual(
    [...motionEnergy(near, RATE_HZ, 1)].map((value) =>
      Number.isNaN(value) ? value : expect.closeTo(value, 4),
    ),
  );
});

it("counts a joint by how well it is seen", () => {
  // A steady foot of energy, and one fast wrist that sets what is full.
  const still = dance([0, 0, 0.1, 0.2, 0.2]);
  const unseen = dance([0, 0, 0.1, 0.2, 0.2], 0);
  expect(motionEnergy(still, RATE_HZ, 1)[2]).toBeGreaterThan(0);
  expect(motionEnergy(unseen, RATE_HZ, 1)[2]).toBe(0);
});

it("has gaps where the dancer is not seen", () => {
  const poses = dance([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  poses.fill(Number.NaN, 3 * LANDMARKS * FIELDS, 4 * LANDMARKS * FIELDS);
  const energy = motionEnergy(poses, RATE_HZ, 1);
  expect([...energy].map(Number.isNaN)).toEqual([true, false, true, true, true, true]);
});
