/** What an attacker between server and device, or in the place of the server, may try: nothing of it is accepted. */

import { manifestKey, objectKey, openPack, pointerKey, sha256Of } from "@eightcount/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Device, openDevice, openScene, type Scene, thrownBy } from "./following";
import { buildPack, bytesOf, makeKey, makeSigners, pointerOf, type Signers, signed } from "./studio";

const POINTER = pointerKey("production");
let scene: Scene;
let device: Device;

beforeEach(async () => {
  scene = await openScene();
  device = openDevice(scene);
});
afterEach(() => scene.shelf.stop());

/** After the attack the device shows what it showed, and follows the true server again. */
async function stillGood(revision = 1): Promise<void> {
  expect((await openPack(device.store, "uniform")).manifest.revision).toBe(revision);
  scene.shelf.faults.clear();
  await scene.shelf.publish(scene.signers, 9, await buildPack({ revision: 9 }));
  expect((await device.sync()).complete).toBe(true);
  expect((await openPack(device.store, "uniform")).manifest.revision).toBe(9);
}

async function show(version: number, signers: Signers, revision = version): Promise<void> {
  await scene.shelf.publish(signers, version, await buildPack({ revision }));
}

describe("with a pointer", () => {
  beforeEach(async () => {
    await device.sync();
    await show(2, scene.signers);
    await device.sync();
  });

  test("rolled back", async () => {
    await show(1, scene.signers);
    expect(await thrownBy(device.sync())).toBe("RolledBackError");
    await stillGood(2);
  });

  test("or root changed under the same version", async () => {
    await show(2, scene.signers, 3);
    expect(await thrownBy(device.sync())).toBe("RolledBackError");
    await show(3, { ...scene.signers, channels: ["production"] });
    expect(await thrownBy(device.sync())).toBe("RolledBackError");
    await stillGood(2);
  });

  test("frozen until it expires, by 304 too", async () => {
    const later = Date.parse("2100-01-01T00:00:00Z");
    expect(await thrownBy(device.sync({ nowMs: later }))).toBe("ExpiredError");
    expect(scene.shelf.asked.at(-1)?.status).toBe(304);
    await stillGood(2);
  });

  test("rolled back after another address was followed in between", async () => {
    const old = scene.shelf.files.get(POINTER) as Uint8Array<ArrayBuffer>;
    await show(3, { ...scene.signers, rootVersion: 2 });
    const elsewhere = openDevice(scene, device.store, {
      baseUrl: scene.shelf.url.replace("127.0.0.1", "localhost"),
    });
    await elsewhere.sync();
    scene.shelf.files.set(POINTER, old);
    expect(await thrownBy(device.sync())).toBe("RolledBackError"); // the root's version is the store's, not the address's
  });

  test("signed by another key under the right name", async () => {
    const stranger = await makeKey();
    await show(3, { ...scene.signers, online: { pub: scene.signers.online.pub, sign: stranger.sign } });
    expect(await thrownBy(device.sync())).toBe("UntrustedError");
    await show(3, { ...scene.signers, root: stranger });
    expect(await thrownBy(device.sync())).toBe("UntrustedError");
    await show(3, await makeSigners());
    expect(await thrownBy(device.sync())).toBe("UntrustedError");
    await stillGood(2);
  });

  test("of another channel, or by the key of another channel", async () => {
    const staging = await signed(await pointerOf(3, [], "staging"), scene.signers);
    scene.shelf.files.set(POINTER, staging);
    expect(await thrownBy(device.sync())).toBe("MalformedError");
    await show(3, { ...scene.signers, rootVersion: 2, channels: ["staging"] });
    expect(await thrownBy(device.sync())).toBe("UntrustedError");
    await stillGood(2);
  });

  test("under an older root, on a channel that this device has not followed yet", async () => {
    await show(3, { ...scene.signers, rootVersion: 5 });
    await device.sync();
    const old = await signed(await pointerOf(1, [], "staging"), { ...scene.signers, rootVersion: 4 });
    scene.shelf.files.set(pointerKey("staging"), old);
    expect(await thrownBy(device.sync({ channel: "staging" }))).toBe("RolledBackError");
  });

  test("cut off at any of some bytes, flipped, empty", async () => {
    const file = scene.shelf.files.get(POINTER) as Uint8Array<ArrayBuffer>;
    for (const length of [0, 1, 40, file.length / 2, file.length - 1]) {
      scene.shelf.files.set(POINTER, file.slice(0, length));
      expect(await thrownBy(device.sync())).toBe("MalformedError");
    }
    scene.shelf.files.set(POINTER, file);
    await stillGood(2);
  });

  test("that ends too soon on the wire is asked for again, then told as out of reach", async () => {
    await show(3, scene.signers);
    scene.shelf.faults.set(POINTER, { kind: "cut", value: 100 });
    expect(await thrownBy(device.sync())).toBe("OfflineError");
    expect(scene.shelf.asked.filter((each) => each.key === POINTER).length).toBe(2 + 4);
    await stillGood(2);
  });

  test("that never ends is read no further than 4 MiB", async () => {
    await show(3, scene.signers);
    scene.shelf.faults.set(POINTER, { kind: "endless" });
    const before = scene.shelf.sentBytes;
    expect(await thrownBy(device.sync())).toBe("MismatchError");
    // The network holds some more than was read: buffers of both ends.
    expect(scene.shelf.sentBytes - before).toBeLessThan(32 * 1024 * 1024);
    await stillGood(2);
  });

  test("redirected is not followed: headers and signatures would go with it", async () => {
    await show(3, scene.signers);
    scene.shelf.faults.set(POINTER, { kind: "redirect" });
    scene.shelf.files.set(`elsewhere/${POINTER}`, scene.shelf.files.get(POINTER) as Uint8Array<ArrayBuffer>);
    await expect(device.sync()).rejects.toThrow("which is not followed");
    expect(scene.shelf.asked.some((each) => each.key.startsWith("elsewhere"))).toBe(false);
    await stillGood(2);
  });

  test.each(["silent", "drip"] as const)("that comes %s is given up", async (kind) => {
    await show(3, scene.signers);
    const hasty = openDevice(scene, device.store, { timeoutS: 0.2, patienceS: 0.3 });
    scene.shelf.faults.set(POINTER, { kind });
    expect(await thrownBy(hasty.sync())).toBe("OfflineError");
    await stillGood(2);
  });
});

describe("with packs", () => {
  test("of which old and new files are mixed", async () => {
    await device.sync();
    const next = await buildPack({ revision: 2 });
    await scene.shelf.publish(scene.signers, 2, next);
    const routine = next.contents.get("routine") as Uint8Array<ArrayBuffer>;
    const old = scene.pack.contents.get("routine") as Uint8Array<ArrayBuffer>;
    scene.shelf.files.set(objectKey(await sha256Of(routine)), old);
    const [failed] = (await device.sync()).classes;
    expect(failed).toMatchObject({ state: "failed" });
    expect(failed?.sentence).toContain("its hash differs");
    await stillGood();
  });

  test("of which the old manifest lies under the new name", async () => {
    await device.sync();
    const next = await buildPack({ revision: 2 });
    await scene.shelf.publish(scene.signers, 2, next);
    scene.shelf.files.set(manifestKey("uniform", await sha256Of(next.manifest)), scene.pack.manifest);
    const [failed] = (await device.sync()).classes;
    expect(failed).toMatchObject({ state: "failed", manifest: await sha256Of(scene.pack.manifest) });
    await stillGood();
  });

  test.each(["endless", "longer", "flip"] as const)("whose video is %s", async (kind) => {
    await device.sync();
    const next = await buildPack({ revision: 2, contents: { video: new Uint8Array(100_000).fill(7) } });
    await scene.shelf.publish(scene.signers, 2, next);
    const video = objectKey(await sha256Of(next.contents.get("video") as Uint8Array<ArrayBuffer>));
    scene.shelf.faults.set(video, { kind });
    const report = await device.sync();
    expect(report.classes[0]?.state).toBe("failed");
    expect(await device.store.read(video)).toBeNull();
    expect(report.downloadedBytes).toBeLessThan(400_000);
    await stillGood();
  });

  test("whose manifest never ends", async () => {
    scene.shelf.faults.set(manifestKey("uniform", await sha256Of(scene.pack.manifest)), { kind: "endless" });
    const [failed] = (await device.sync()).classes;
    expect(failed?.sentence).toContain("larger than");
  });

  test("whose video drips, and then all else is told as out of reach", async () => {
    await device.sync();
    const next = await buildPack({ revision: 2, contents: { video: new Uint8Array(100_000).fill(7) } });
    const more = await buildPack({ classId: "zoo" });
    await scene.shelf.publish(scene.signers, 2, next, more);
    const video = objectKey(await sha256Of(next.contents.get("video") as Uint8Array<ArrayBuffer>));
    scene.shelf.faults.set(video, { kind: "drip" });
    const hasty = openDevice(scene, device.store, { timeoutS: 0.2, patienceS: 0.3 });
    // On a machine that stands still for a moment, the pointer alone may seem to drip: then once more.
    const isAsked = () => scene.shelf.asked.some((each) => each.key === video);
    let report = await hasty.sync().catch(() => null);
    while (!report || !isAsked()) report = await hasty.sync().catch(() => null);
    expect(report.classes).toMatchObject([
      { classId: "uniform", state: "failed", offline: true },
      { classId: "zoo", state: "failed" },
    ]);
    await stillGood();
  });
});

test("an address that is not one of a web server, and a channel that is none, are refused before anything is asked", async () => {
  for (const baseUrl of [
    `https://x/${"a".repeat(2000)}`,
    "file:///etc",
    "ftp://x",
    "https://user:pass@x",
    "https://x/?a=1",
    "x",
  ]) {
    expect(() => openDevice(scene, device.store, { baseUrl })).toThrow(RangeError);
  }
  expect(await thrownBy(device.sync({ channel: "../x" }))).toBe("PackError");
  expect(scene.shelf.asked).toEqual([]);
});

test("a pointer whose own fields try to leave the folder is refused", async () => {
  const pointer = await pointerOf(2, []);
  for (const id of ["..", "a/b", "A", ""]) {
    const classes = [{ id, manifest: "0".repeat(64), bytes: 10 }];
    scene.shelf.files.set(POINTER, await signed({ ...pointer, classes }, scene.signers));
    expect(await thrownBy(device.sync())).toBe("MalformedError");
  }
  scene.shelf.files.set(POINTER, bytesOf("not json"));
  expect(await thrownBy(device.sync())).toBe("MalformedError");
});
