import { describe, expect, it } from "vitest";
import { base64OfHex, fingerprintOf } from "./fingerprint";

const MB = 1024 * 1024;
const file = (bytes: Uint8Array<ArrayBuffer>, name = "take.mp4", lastModified = 1) =>
  new File([bytes], name, { lastModified });
const bytes = (length: number, changed = -1) =>
  Uint8Array.from({ length }, (_, at) => (at === changed ? 99 : at % 251));

describe("fingerprint", () => {
  it("is the same for the same file, chosen again", async () => {
    expect(await fingerprintOf(file(bytes(3 * MB)))).toBe(await fingerprintOf(file(bytes(3 * MB))));
  });

  it.each([
    ["another name", file(bytes(3 * MB), "other.mp4")],
    ["another time", file(bytes(3 * MB), "take.mp4", 2)],
    ["another length", file(bytes(3 * MB + 1))],
    ["another beginning", file(bytes(3 * MB, 5))],
    ["another end", file(bytes(3 * MB, 3 * MB - 5))],
  ])("differs for %s", async (_, other) => {
    expect(await fingerprintOf(other)).not.toBe(await fingerprintOf(file(bytes(3 * MB))));
  });

  it("is told of small files and empty ones, too", async () => {
    expect(await fingerprintOf(file(bytes(3)))).not.toBe(await fingerprintOf(file(bytes(0))));
  });

  it("turns hexadecimal digits into the base64 that S3 takes", () => {
    const digits = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    expect(base64OfHex(digits)).toBe("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=");
  });
});
