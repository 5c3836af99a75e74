/** Looks for a body in pictures, one at a time, in a worker of its own. */

import { canDraw } from "./graphics";
import { type Looking, lookingBy } from "./looking";
import type { Asked, Numbered, Told } from "./messages";

let looking: Looking | null = null;

self.onmessage = async ({ data }: MessageEvent<Asked & Numbered>) => {
  const tell = (told: Told, transfer: Transferable[] = []) =>
    self.postMessage({ ...told, number: data.number }, { transfer });
  try {
    if (data.kind === "look") {
      if (!looking) throw new Error("It was not begun.");
      const seen = looking.look(data.picture, data.capturedMs);
      tell({ kind: "seen", seen }, seen.landmarks ? [seen.landmarks.buffer] : []);
    } else if (canDraw(new OffscreenCanvas(1, 1))) {
      looking = await lookingBy(data, new OffscreenCanvas(1, 1));
      tell({ kind: "ready" });
    } else tell({ kind: "blind" });
  } catch (error) {
    tell({ kind: "failed", sentence: String(error) });
  } finally {
    if (data.kind === "look") data.picture.close();
  }
};
