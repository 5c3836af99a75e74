/** Pictures of a camera that count themselves: their number is burnt in, the lowest bit first, along the top edge. */

const BITS = 12;
/** Where the squares are, in parts of the picture's height; each is one square wide and high. */
const SQUARE = 1 / 15;

export type Count = (picture: VideoFrame | ImageBitmap) => number;

export function counter(): Count {
  const canvas = new OffscreenCanvas(BITS, 1);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("There is no canvas.");
  return (picture) => {
    const high = "displayHeight" in picture ? picture.displayHeight : picture.height;
    const square = high * SQUARE;
    pen.drawImage(picture, 0, square / 2, BITS * square, 1, 0, 0, BITS, 1);
    const { data } = pen.getImageData(0, 0, BITS, 1);
    let count = 0;
    for (let bit = 0; bit < BITS; bit++) if ((data[4 * bit] ?? 0) > 127) count |= 1 << bit;
    return count;
  };
}
