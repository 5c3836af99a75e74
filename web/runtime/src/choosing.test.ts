/** A device that brings what its owner chose: the catalogue without the classes, and taking one away again. */

import {
  catalogue,
  contentOf,
  heldFile,
  objectKey,
  openPack,
  packBytes,
  removeClass,
} from "@eightcount/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Device, openDevice, openScene, type Scene, thrownBy } from "./following";
import { type Built, buildPack, bytesOf } from "./studio";

const PREVIEWS = ["poster"];
let scene: Scene;
let device: Device;
let other: Built;

beforeEach(async () => {
  scene = await openScene();
  device = openDevice(scene);
  other = await buildPack({ classId: "another", contents: { video: bytesOf("another video") } });
  await scene.shelf.publish(scene.signers, 2, other, scene.pack);
});
afterEach(() => scene.shelf.stop());

const listed = () => catalogue(device.store, "production");

describe("a sync of some classes", () => {
  test("brings manifests and previews of the others, and says what they would cost", async () => {
    const report = await device.sync({ only: [], previews: PREVIEWS });
    expect(report.classes).toMatchObject([
      { classId: "another", state: "offered", manifest: null, error: "" },
      { classId: "uniform", state: "offered", manifest: null, error: "" },
    ]);
    expect(report.complete).toBe(true);
    expect(await device.store.keys("o/")).toHaveLength(1);
    const [, uniform] = await listed();
    const poster = uniform?.shown?.files.find((file) => file.role === "poster");
    expect(uniform).toMatchObject({ classId: "uniform", inUse: null, problem: null, isCurrent: false });
    expect(uniform).toMatchObject({ hereBytes: poster?.bytes, halfBytes: 0 });
    expect(uniform?.totalBytes).toBe(uniform?.shown && packBytes(uniform.shown));
    expect((await heldFile(device.store, poster as never))?.size).toBe(poster?.bytes);
    expect(await thrownBy(openPack(device.store, "uniform"))).toBe("PackError");

    scene.shelf.asked.length = 0;
    await device.sync({ only: [], previews: PREVIEWS });
    expect(scene.shelf.asked).toHaveLength(1);
  });

  test("brings what was asked for and leaves the others", async () => {
    const report = await device.sync({ only: ["uniform"] });
    expect(report.classes.map(({ classId, state }) => [classId, state])).toEqual([
      ["another", "offered"],
      ["uniform", "updated"],
    ]);
    expect((await listed()).map(({ inUse, isCurrent }) => [inUse?.classId, isCurrent])).toEqual([
      [undefined, false],
      ["uniform", true],
    ]);
    expect(contentOf(await openPack(device.store, "uniform"), "video").size).toBeGreaterThan(0);
  });

  test("leaves the last good pack in use where a newer one was not asked for", async () => {
    await device.sync({ only: ["uniform"] });
    await scene.shelf.publish(scene.signers, 3, other, await buildPack({ revision: 2 }));
    const [, offered] = (await device.sync({ only: [] })).classes;
    expect(offered).toMatchObject({ state: "offered", error: "" });
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
    expect((await listed())[1]).toMatchObject({
      isCurrent: false,
      inUse: { revision: 1 },
      shown: { revision: 2 },
    });
    expect((await device.sync({ only: ["uniform"] })).classes[1]?.state).toBe("updated");
  });

  test("tells a class for newer runtimes with a word, and one that is not there", async () => {
    const newer = await buildPack({ over: { min_runtime: 9 } });
    await scene.shelf.publish(scene.signers, 3, newer);
    const report = await device.sync({ only: ["nowhere"] });
    expect(report.classes).toMatchObject([
      { classId: "uniform", state: "skipped", error: "NewerRuntimeError" },
      { classId: "nowhere", state: "failed", error: "PackError" },
    ]);
    expect((await listed())[0]).toMatchObject({ shown: null, problem: { name: "NewerRuntimeError" } });
  });

  test("without a network shows what it knows and asks for nothing twice", async () => {
    await device.sync({ only: ["uniform"], previews: PREVIEWS });
    scene.shelf.files.clear();
    await scene.shelf.stop();
    expect(await thrownBy(device.sync({ only: [] }))).toBe("OfflineError");
    expect((await listed()).map(({ shown }) => shown?.classId)).toEqual(["another", "uniform"]);
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
  });
});

describe("taking a class away", () => {
  test("frees its room, keeps its preview, and leaves what others need", async () => {
    await device.sync({ previews: PREVIEWS });
    await removeClass(device.store, "production", "uniform", PREVIEWS);
    expect(await thrownBy(openPack(device.store, "uniform"))).toBe("PackError");
    expect((await openPack(device.store, "another")).manifest.classId).toBe("another");
    const needed = new Set([...other.files.keys()].filter((key) => key.startsWith("o/")));
    expect(new Set(await device.store.keys("o/"))).toEqual(needed);
    expect((await device.sync({ only: ["another"] })).classes.map(({ state }) => state)).toEqual([
      "current",
      "offered",
    ]);
    await removeClass(device.store, "production", "another", PREVIEWS);
    const kept = await device.store.keys("o/");
    expect(kept).toHaveLength(1);
    expect((await device.sync()).classes.map(({ state }) => state)).toEqual(["updated", "updated"]);
  });

  test("throws away what came of a broken download", async () => {
    const { sha256 = "" } = (await device.sync({ only: [] })) && ((await listed())[1]?.shown?.files[0] ?? {});
    await device.store.append(`incoming/${sha256}`, 0, new Uint8Array(3));
    expect((await listed())[1]).toMatchObject({ hereBytes: 3, halfBytes: 3 });
    await removeClass(device.store, "production", "uniform");
    expect(await device.store.keys("incoming/")).toEqual([]);
    expect(await device.store.keys(objectKey(""))).toEqual([]);
  });

  test("waits for nobody: while a sync is at work it says so", async () => {
    const act = device.store.exclusively(() => removeClass(device.store, "production", "uniform"));
    expect(await thrownBy(act)).toBe("BusyError");
  });

  test("of what is not there does nothing", async () => {
    await removeClass(device.store, "production", "uniform");
    await device.sync();
    await removeClass(device.store, "production", "nowhere");
    expect((await device.sync()).classes.every(({ state }) => state === "current")).toBe(true);
  });
});
