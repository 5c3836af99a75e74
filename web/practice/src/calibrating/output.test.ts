import { afterEach, beforeEach, expect, test, vi } from "vitest";

let latencyS = 0;
let opened = 0;
let isTapped = false;
let devices = new EventTarget();
let label = "";
/** Before they are told. */
let telling: Promise<void> = Promise.resolve();

/** As much of a context as is asked for; it runs from the first, as after a tap. */
class RunningContext {
  state = "running";
  constructor() {
    opened++;
  }
  get outputLatency() {
    return latencyS;
  }
  async close() {
    this.state = "closed";
  }
}

beforeEach(() => {
  vi.resetModules(); // as a page that is loaded anew
  [latencyS, opened, isTapped, devices] = [0, 0, false, new EventTarget()];
  [label, telling] = ["", Promise.resolve()];
  vi.stubGlobal("AudioContext", RunningContext);
  vi.stubGlobal("navigator", {
    get userActivation() {
      return { hasBeenActive: isTapped };
    },
    mediaDevices: Object.assign(devices, {
      async enumerateDevices() {
        const told = [{ kind: "audiooutput", deviceId: "", label }];
        await telling;
        return told;
      },
    }),
  });
});
afterEach(() => vi.unstubAllGlobals());

test("after a tap a page that is new knows wireless sound by how late it is, and asks once", async () => {
  const { lookAtOutput, presentOutput } = await import("./output");
  latencyS = 0.19;
  expect((await lookAtOutput()).key).toBe("usual");
  expect(opened).toBe(0);
  isTapped = true;
  await Promise.all([lookAtOutput(), lookAtOutput()]);
  expect(presentOutput()).toEqual({ key: "wireless", label: "", isWireless: true });
  await lookAtOutput();
  expect(opened).toBe(1);
});

test("whoever watches is told what is there, and devices that change are asked anew", async () => {
  const { watchOutput } = await import("./output");
  isTapped = true;
  latencyS = 0.02;
  const told: string[] = [];
  const stop = watchOutput(({ key }) => told.push(key));
  await vi.waitFor(() => expect(told).toEqual(["usual"]));
  latencyS = 0.2;
  devices.dispatchEvent(new Event("devicechange"));
  await vi.waitFor(() => expect(told).toEqual(["usual", "wireless"]));
  expect(opened).toBe(2);
  stop();
});

test("a voice that plays tells it too, as long as it plays", async () => {
  const { hearFrom, lookAtOutput } = await import("./output");
  const stop = hearFrom(new AudioContext());
  latencyS = 0.25;
  expect((await lookAtOutput()).isWireless).toBe(true);
  latencyS = 0.01;
  expect((await lookAtOutput()).isWireless).toBe(false);
  stop();
  latencyS = 0.25;
  expect((await lookAtOutput()).isWireless).toBe(false);
});

test("an answer that comes late, of what was there before, is not taken for what is there now", async () => {
  const { lookAtOutput, presentOutput } = await import("./output");
  let tell: () => void = () => undefined;
  telling = new Promise((told) => {
    tell = told;
  });
  const late = lookAtOutput();
  [label, telling] = ["AirPods Pro", Promise.resolve()];
  expect((await lookAtOutput()).key).toBe("AirPods Pro");
  tell();
  expect((await late).key).toBe("AirPods Pro");
  expect(presentOutput().key).toBe("AirPods Pro");
});

test("what an output says that was taken away meanwhile is not taken for the next one's", async () => {
  const { watchOutput } = await import("./output");
  isTapped = true;
  const told: string[] = [];
  const stop = watchOutput(({ key }) => told.push(key));
  await vi.waitFor(() => expect(opened).toBe(1)); // and says nothing yet
  devices.dispatchEvent(new Event("devicechange"));
  await vi.waitFor(() => expect(opened).toBe(2));
  stop();
});
