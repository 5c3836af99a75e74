/** Following a channel from a real server: what comes, what is kept, what a break costs. */

import {
  contentOf,
  manifestKey,
  memoryStore,
  objectKey,
  openPack,
  type Pack,
  PackError,
  type Progress,
  pointerKey,
  sha256Of,
} from "@eightcount/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDevice, openScene, type Scene, thrownBy } from "./following";
import { type Built, buildPack, bytesOf, npyOf, routineOf } from "./studio";

const POINTER = pointerKey("production");
let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.shelf.stop());

async function keyOf(pack: Built, role: string): Promise<string> {
  return objectKey(await sha256Of(pack.contents.get(role) as Uint8Array<ArrayBuffer>));
}

async function bytesIn(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

describe("a sync", () => {
  test("brings all, and the next one asks for the pointer alone", async () => {
    const device = openDevice(scene);
    const told: Progress[] = [];
    const report = await device.sync({ progress: (progress) => told.push(progress) });
    const [only] = report.classes;
    expect(report).toMatchObject({ channel: "production", version: 1, notModified: false, complete: true });
    expect(only).toMatchObject({ classId: "uniform", state: "updated", sentence: "", reusedBytes: 0 });
    expect(report.downloadedBytes).toBe(scene.shelf.sentBytes);
    expect(told.at(-1)?.doneBytes).toBe(told.at(-1)?.totalBytes);

    scene.shelf.asked.length = 0;
    const again = await device.sync();
    expect(scene.shelf.asked.map((each) => [each.key, each.status])).toEqual([[POINTER, 304]]);
    expect(again).toMatchObject({ notModified: true, downloadedBytes: 0, classes: [{ state: "current" }] });

    const pack = await openPack(device.store, "uniform");
    expect(pack.manifestSha256).toBe(only?.manifest);
    expect(await bytesIn(contentOf(pack, "video"))).toEqual(scene.pack.contents.get("video"));
    expect(contentOf(pack, "video").type).toBe("video/mp4");
    expect(pack.manifest.metadata.titles.get("ko")).toBe("유니폼");
  });

  test("of a moved beat brings what changed, and forgets what no class uses", async () => {
    const device = openDevice(scene);
    await device.sync();
    const before = scene.shelf.sentBytes;
    const moved = await buildPack({ revision: 2 });
    await scene.shelf.publish(scene.signers, 2, moved);
    const report = await device.sync();
    const routine = moved.contents.get("routine")?.length ?? 0;
    const reusedBytes = [...moved.contents.values()].reduce((sum, each) => sum + each.length, -routine);
    expect(report.classes[0]).toMatchObject({ state: "updated", reusedBytes });
    expect(report.downloadedBytes).toBe(scene.shelf.sentBytes - before);
    const kept = await device.store.keys("");
    expect(kept.filter((key) => !key.startsWith("channels/")).sort()).toEqual([...moved.files.keys()].sort());
  });

  test("asks every address with the headers and the query of signed access", async () => {
    const device = openDevice(scene, memoryStore(), {
      headers: { "X-Pass": "one" },
      query: "?Policy=a~b&Signature=c_",
    });
    await device.sync();
    expect(scene.shelf.asked.length).toBeGreaterThan(8);
    for (const asked of scene.shelf.asked) {
      expect(asked.query).toBe("Policy=a~b&Signature=c_");
      expect(asked.headers).toMatchObject({ "x-pass": "one", "accept-encoding": "identity" });
    }
    const renewed = openDevice(scene, device.store, { query: "Policy=d&Signature=e" });
    expect((await renewed.sync()).notModified).toBe(true);
  });

  test("removes a class that the channel shows no more, and only then its files", async () => {
    const device = openDevice(scene);
    await device.sync();
    await scene.shelf.publish(scene.signers, 2);
    expect((await device.sync()).classes).toMatchObject([
      { classId: "uniform", state: "removed", manifest: null },
    ]);
    expect(await device.store.keys("o/")).toEqual([]);
    await expect(openPack(device.store, "uniform")).rejects.toThrow("not on this device");
  });

  test("lets one bad class not keep the others from coming", async () => {
    const other = await buildPack({ classId: "another" });
    const bad = { ...(await buildPack({ classId: "bad" })), manifest: bytesOf("{}") };
    await scene.shelf.publish(scene.signers, 2, other, bad, scene.pack);
    scene.shelf.files.set(manifestKey("bad", await sha256Of(bad.manifest)), bad.manifest);
    const report = await openDevice(scene).sync();
    expect(report.classes.map((each) => [each.classId, each.state])).toEqual([
      ["another", "updated"],
      ["bad", "failed"],
      ["uniform", "updated"],
    ]);
    expect(report.complete).toBe(false);
  });

  test("skips a class for newer runtimes with a word, and keeps its last good pack", async () => {
    const device = openDevice(scene);
    const first = (await device.sync()).classes[0]?.manifest;
    const newer = await buildPack({ revision: 2, over: { min_runtime: 9, files: "unknown to us" } });
    await scene.shelf.publish(scene.signers, 2, newer);
    const report = await device.sync();
    expect(report.classes[0]).toMatchObject({
      state: "skipped",
      manifest: first,
      sentence: "uniform needs runtime 9, this one is 2: update the app.",
    });
    expect(report.complete).toBe(true);
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
  });

  test.each([
    ["a routine that is none", { routine: bytesOf("{}") }, "'format' must be"],
    ["a routine of another class", { routine: routineOf(2, { frames: 271 }) }, "number of frames"],
    ["a routine at another rate", { routine: routineOf(2, { rate: [30, 2] }) }, "their rate"],
    ["poses that are none", { poses: bytesOf("poses") }, "not a .npy file"],
    ["poses of fewer frames", { poses: npyOf([269, 33, 4], 2) }, "world pose track has shape"],
  ])("does not switch to a pack with %s", async (_, contents, sentence) => {
    const device = openDevice(scene);
    await device.sync();
    await scene.shelf.publish(scene.signers, 2, await buildPack({ revision: 2, contents }));
    const report = await device.sync();
    expect(report.classes[0]).toMatchObject({
      state: "failed",
      sentence: expect.stringMatching(`^The new pack of uniform cannot be opened.*${sentence}`),
    });
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
  });

  test("does not switch to a pack that the app cannot open", async () => {
    const device = openDevice(scene);
    await device.sync();
    await scene.shelf.publish(scene.signers, 2, await buildPack({ revision: 2 }));
    const tryOut = async (pack: Pack) => {
      if (pack.manifest.revision === 2) throw new PackError("The routine is odd.");
    };
    const report = await device.sync({ tryOut });
    expect(report.classes[0]).toMatchObject({
      state: "failed",
      sentence: "The new pack of uniform cannot be opened. The routine is odd.",
    });
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
    expect((await device.sync()).classes[0]?.state).toBe("updated");
  });

  test("keeps another sync out of the same store", async () => {
    const device = openDevice(scene);
    const first = device.sync();
    expect(await thrownBy(device.sync())).toBe("BusyError");
    await first;
  });

  test("tells a full store in words, keeps the last good, and ends when there is room", async () => {
    const files = [...scene.pack.files.values()].reduce((sum, each) => sum + each.length, 0);
    const device = openDevice(scene, memoryStore({ room: files + 1_100_000 }));
    await device.sync();
    const large = await buildPack({ revision: 2, contents: { video: new Uint8Array(920_000) } });
    await scene.shelf.publish(scene.signers, 2, large);
    expect((await device.sync()).classes[0]).toMatchObject({
      state: "failed",
      sentence: "uniform needs 2.0 MB, but there is only room for 1.1 MB.",
    });
    expect((await openPack(device.store, "uniform")).manifest.revision).toBe(1);
  });
});

describe("a download", () => {
  test("broken at any byte resumes there, and nothing is sent twice", async () => {
    const video = await keyOf(scene.pack, "video");
    const length = 150_000;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: length }), async (cut) => {
        scene.shelf.asked.length = 0;
        scene.shelf.faults.set(video, { kind: "cut", value: cut, times: 1 });
        const device = openDevice(scene);
        expect((await device.sync()).complete).toBe(true);
        const asked = scene.shelf.asked.filter((each) => each.key === video);
        const came = asked.map((each) => Number(each.range?.match(/\d+/)?.[0] ?? 0));
        // What the network had taken when it broke is less than was sent, or all of it.
        expect(came[0]).toBe(0);
        if (cut < length) expect(came.length).toBe(2);
        expect(came.every((at) => at <= cut)).toBe(true);
        const pack = await openPack(device.store, "uniform");
        expect(await bytesIn(contentOf(pack, "video"))).toEqual(scene.pack.contents.get("video"));
      }),
      { numRuns: 25 },
    );
  });

  test("that always breaks fails as offline, and the next sync goes on", async () => {
    const waveform = await keyOf(scene.pack, "waveform");
    scene.shelf.faults.set(waveform, { kind: "cut", value: 0 });
    const device = openDevice(scene);
    const [failed] = (await device.sync()).classes;
    expect(failed).toMatchObject({ state: "failed", manifest: null, offline: true });
    expect(failed?.sentence).toContain("a later try goes on from there");
    scene.shelf.faults.clear();
    scene.shelf.asked.length = 0;
    expect((await device.sync()).complete).toBe(true);
    expect(scene.shelf.asked.map((each) => each.key)).toEqual([POINTER, waveform]);
  });

  test("ended by the app goes on in the next sync", async () => {
    const device = openDevice(scene);
    const ending = new AbortController();
    const stop = device.sync({
      signal: ending.signal,
      progress: ({ path, doneBytes }) => path === "class.mp4" && doneBytes > 70_000 && ending.abort(),
    });
    expect(await thrownBy(stop)).toBe("AbortError");
    const came = (await device.store.size((await device.store.keys("incoming/"))[0] ?? "")) ?? 0;
    expect(came).toBeGreaterThan(70_000);
    scene.shelf.asked.length = 0;
    expect((await device.sync()).complete).toBe(true);
    const resumed = scene.shelf.asked.find((each) => each.range);
    expect(resumed).toMatchObject({ range: `bytes=${came}-`, status: 206 });
  });

  test.each(["no_range", "wrong_range", "gzip", "short_without_length"] as const)(
    "from a server that answers %s comes whole all the same",
    async (kind) => {
      const video = await keyOf(scene.pack, "video");
      const device = openDevice(scene);
      scene.shelf.faults.set(video, { kind: "cut", value: 60_000, times: 1 });
      const stopped = device.sync({
        progress: ({ path }) => {
          if (path === "class.mp4") throw new Error("killed");
        },
      });
      expect(await thrownBy(stopped)).toBe("Error");
      scene.shelf.faults.set(video, { kind, value: 90_000, times: kind === "gzip" ? 9 : 1 });
      expect((await device.sync()).complete).toBe(true);
      const pack = await openPack(device.store, "uniform");
      expect(await bytesIn(contentOf(pack, "video"))).toEqual(scene.pack.contents.get("video"));
    },
  );

  test("of gzipped pointer and manifest is read as it was written", async () => {
    scene.shelf.faults.set(POINTER, { kind: "gzip" });
    for (const key of scene.pack.files.keys()) scene.shelf.faults.set(key, { kind: "gzip" });
    expect((await openDevice(scene).sync()).complete).toBe(true);
  });

  test("of what is corrupted on its way is thrown away and fetched once more, past caches", async () => {
    const video = await keyOf(scene.pack, "video");
    scene.shelf.faults.set(video, { kind: "flip", value: 5000, times: 1 });
    expect((await openDevice(scene).sync()).complete).toBe(true);
    expect(scene.shelf.asked.filter((each) => each.key === video).map((each) => each.fresh)).toEqual([
      false,
      true,
    ]);
  });

  test.each([503, 429, 408])("of a server that answers %i is tried again", async (status) => {
    scene.shelf.faults.set(await keyOf(scene.pack, "video"), { kind: "status", value: status, times: 2 });
    expect((await openDevice(scene).sync()).complete).toBe(true);
  });

  test.each([403, 404, 410])(
    "of a server that answers %i is not tried again in this round",
    async (status) => {
      const video = await keyOf(scene.pack, "video");
      scene.shelf.faults.set(video, { kind: "status", value: status });
      const [failed] = (await openDevice(scene).sync()).classes;
      expect(failed).toMatchObject({ state: "failed", offline: false });
      expect(failed?.sentence).toContain(`The server refuses ${video}: ${status}`);
      expect(scene.shelf.asked.filter((each) => each.key === video).length).toBe(1);
    },
  );
});

describe("a held file", () => {
  test("that rotted is evicted on opening and brought again", async () => {
    const device = openDevice(scene);
    await device.sync();
    const key = await keyOf(scene.pack, "poses");
    const spoilt = (scene.pack.contents.get("poses") as Uint8Array<ArrayBuffer>).slice();
    spoilt[3000] = (spoilt[3000] ?? 0) ^ 4;
    await device.store.write(key, spoilt);
    await expect(openPack(device.store, "uniform")).rejects.toThrow("poses.npy");
    expect(await device.store.read(key)).toBeNull();
    expect((await device.sync()).classes[0]).toMatchObject({
      state: "updated",
      downloadedBytes: spoilt.length,
    });
    await openPack(device.store, "uniform");
  });

  test("that rotted is found by a thorough sync", async () => {
    const device = openDevice(scene);
    await device.sync();
    await device.store.write(await keyOf(scene.pack, "video"), new Uint8Array(150_000));
    expect((await device.sync()).classes[0]?.state).toBe("current");
    expect((await device.sync({ thorough: true })).classes[0]?.state).toBe("updated");
  });

  test("of the state, damaged, costs the pointer alone", async () => {
    const device = openDevice(scene);
    await device.sync();
    await device.store.write("channels/production.json", bytesOf("{"));
    scene.shelf.asked.length = 0;
    expect((await device.sync()).complete).toBe(true);
    expect(scene.shelf.asked.map((each) => each.key)).toEqual([POINTER]);
  });
});
