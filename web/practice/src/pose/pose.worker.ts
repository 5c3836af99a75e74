/** Looks for a body in pictures, one at a time, in a worker of its own. */

import { canDraw } from "./graphics";
import type { Asked, Numbered, Told } from "./messages";
import { type Seeing, seeingBy } from "./seeing";

const aCanvas = () => new OffscreenCanvas(1, 1);
let seeing: Seeing | null = null;

self.onmessage = async ({ data }: MessageEvent<Asked & Numbered>) => {
  const tell = (told: Told, transfer: Transferable[] = []) =>
    self.postMessage({ ...told, number: data.number }, { transfer });
  try {
    if (data.kind === "look") {
      if (!seeing) throw new Error("It was not begun.");
      const seen = seeing.look(data.picture, data.capturedMs);
      tell({ kind: "seen", seen }, seen.landmarks ? [seen.landmarks.buffer] : []);
    } else if ("OffscreenCanvas" in globalThis && canDraw(aCanvas())) {
      seeing = await seeingBy(data, aCanvas);
      tell({ kind: "ready" });
    } else tell({ kind: "blind" });
  } catch (error) {
    tell({ kind: "failed", sentence: String(error) });
  } finally {
    if (data.kind === "look") data.picture.close();
  }
};
