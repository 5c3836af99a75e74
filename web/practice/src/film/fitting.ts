/**
 * Makes a camera's pictures alike: a film has one size, and one turning which its player takes back, though a phone is
 * turned in the middle of it. Must not encode.
 */

import type { Rotation } from "mediabunny";

/** How a film's pictures are stored: pixels, and by how much a player turns them clockwise. */
export interface Laid {
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
}

/** Newer browsers leave the turning of a picture to whoever shows it. */
type Turned = VideoFrame & { readonly rotation?: number };
type Size = Pick<Laid, "width" | "height">;

export function rotationOf(picture: VideoFrame): Rotation {
  const { rotation = 0 } = picture as Turned;
  return rotation === 90 || rotation === 180 || rotation === 270 ? rotation : 0;
}

/** As it is stored, before any turning. */
export function sizeOf({ visibleRect, codedWidth, codedHeight }: VideoFrame): Size {
  return { width: visibleRect?.width ?? codedWidth, height: visibleRect?.height ?? codedHeight };
}

/** As a player shows it. */
export function shownSize({ width, height, rotation }: Laid): Size {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Encoders take even sizes alone: of an odd one the last line is left out. */
export function isAlike(picture: VideoFrame, film: Laid): boolean {
  const { width, height } = sizeOf(picture);
  const isAsLarge = width - (width % 2) === film.width && height - (height % 2) === film.height;
  return isAsLarge && rotationOf(picture) === film.rotation;
}

/** As large as a picture is shown so that it lies whole within the film's. */
export function wholeIn(picture: Pick<VideoFrame, "displayWidth" | "displayHeight">, film: Laid): Size {
  const { width, height } = shownSize(film);
  const scale = Math.min(width / picture.displayWidth, height / picture.displayHeight);
  return { width: picture.displayWidth * scale, height: picture.displayHeight * scale };
}

/** Gives pictures their time, and takes them over; others than the film's are laid whole into its own, as they are shown. */
export function fitter(film: Laid): (picture: VideoFrame, timestamp: number) => VideoFrame {
  let canvas: OffscreenCanvas | null = null;
  return (picture, timestamp) => {
    if (isAlike(picture, film)) {
      const stamped = new VideoFrame(picture, { timestamp });
      picture.close();
      return stamped;
    }
    canvas ??= new OffscreenCanvas(film.width, film.height);
    lay(picture, canvas, film);
    picture.close();
    // An encoder takes no other turning than that of its first picture.
    const turned: VideoFrameInit & { readonly rotation: number } = { timestamp, rotation: film.rotation };
    return new VideoFrame(canvas, turned);
  };
}

/** A canvas draws a picture as it is shown: turned back, a player turns it the right way up. */
function lay(picture: VideoFrame, canvas: OffscreenCanvas, film: Laid): void {
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new Error("The browser gives no canvas to fit a picture on.");
  const { width, height } = wholeIn(picture, film);
  pen.resetTransform();
  pen.fillRect(0, 0, film.width, film.height);
  pen.translate(film.width / 2, film.height / 2);
  pen.rotate((-film.rotation * Math.PI) / 180);
  pen.drawImage(picture, -width / 2, -height / 2, width, height);
}
