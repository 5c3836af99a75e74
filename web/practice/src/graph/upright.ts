/** Poses of a picture that has changed its shape, as a phone was turned, in terms of the one a practice began with. */

const VALUES = 4;

/** Its width by its height. */
export function shapeOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width / Math.max(height, 1);
}

/**
 * As if the picture had always had the first shape: a body keeps its proportions, which is all that is scored. Changes
 * nothing where the shapes are the same.
 */
export function reshaped(landmarks: Float32Array, shape: number, first: number): Float32Array {
  if (shape === first) return landmarks;
  const turned = Float32Array.from(landmarks);
  for (let at = 0; at < turned.length; at += VALUES) {
    turned[at] = ((turned[at] as number) - 0.5) * (shape / first) + 0.5;
    turned[at + 2] = (turned[at + 2] as number) * (shape / first);
  }
  return turned;
}
