/** Turns samples into pictures of their spectrum, away from the page. One request, one answer, in order. */

import { palette } from "./palette";
import { levelsOf, ROWS, type SpectrumRequest } from "./spectrum";

export interface SpectrumPicture {
  readonly bitmap: ImageBitmap;
}

const colours = palette();

self.onmessage = async ({ data }: MessageEvent<SpectrumRequest>) => {
  const levels = levelsOf(data);
  const image = new ImageData(data.columns, ROWS);
  for (let k = 0; k < levels.length; k++) {
    const colour = 4 * (levels[k] as number);
    for (let part = 0; part < 4; part++) image.data[4 * k + part] = colours[colour + part] as number;
  }
  const bitmap = await createImageBitmap(image);
  self.postMessage({ bitmap } satisfies SpectrumPicture, { transfer: [bitmap] });
};
