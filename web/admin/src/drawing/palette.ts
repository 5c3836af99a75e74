/**
 * A perceptual palette for levels: lightness rises evenly (CIE L* of OKLab to within a little), while the hue goes
 * from violet over red to yellow, so that it also reads in grey. Pure.
 */

/** 256 colours of 4 bytes, RGBA. */
export function palette(): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let level = 0; level < 256; level++) {
    const t = level / 255;
    const chroma = 0.03 + 0.16 * Math.sin(Math.PI * Math.min(t * 1.08, 1));
    const hue = ((290 + 170 * t) * Math.PI) / 180;
    bytes.set([...srgb(0.1 + 0.86 * t, chroma * Math.cos(hue), chroma * Math.sin(hue)), 255], 4 * level);
  }
  return bytes;
}

/** OKLab (Ottosson 2020) -> sRGB, 0 to 255. */
function srgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function encoded(linear: number): number {
  const kept = Math.min(Math.max(linear, 0), 1);
  return 255 * (kept <= 0.0031308 ? 12.92 * kept : 1.055 * kept ** (1 / 2.4) - 0.055);
}
