/** How bright a camera's picture is: a handful of pixels, now and then. */

import type { Light } from "./bodyCheck";

const [WIDTH, HEIGHT] = [24, 16];

/** A look at a preview whenever it is asked; null while it shows nothing. */
export function lightMeter(): (preview: HTMLVideoElement) => Light {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return (preview) => {
    if (!brush || preview.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    brush.drawImage(preview, 0, 0, WIDTH, HEIGHT);
    return brightnessOf(brush.getImageData(0, 0, WIDTH, HEIGHT).data);
  };
}

/** Mean luma (BT.709) of RGBA pixels, 0 to 1. */
export function brightnessOf(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    sum += 0.2126 * (pixels[at] as number);
    sum += 0.7152 * (pixels[at + 1] as number);
    sum += 0.0722 * (pixels[at + 2] as number);
  }
  return sum / (255 * Math.max(pixels.length / 4, 1));
}
