/**
 * The camera's pictures drawn by the page, in place of the player that shows them. Chromium takes two videos that are
 * shown at once for a conference and then draws the whole page at their pace, on and off, which costs pictures of the
 * class; of a canvas it thinks nothing. Must not keep a picture.
 */

/** Of a screen's pixels; finer than this nobody sees at two metres. */
const MOST_DENSITY = 2;

export interface DrawnPreview {
  /** What the player has now. */
  draw(): void;
  /** The player shows itself again. */
  close(): void;
}

/** Null: here the player shows itself. Where a browser hands pictures to the page, the page has time to draw them. */
export function drawnPreview(player: HTMLVideoElement, canvas: HTMLCanvasElement): DrawnPreview | null {
  const context =
    "MediaStreamTrackProcessor" in globalThis ? canvas.getContext("2d", { alpha: false }) : null;
  if (!context) return null;
  return {
    draw() {
      // A canvas that is not shown yet has no size; the player lies exactly where it will.
      const { clientWidth, clientHeight, videoWidth, videoHeight } = player;
      const density = Math.min(devicePixelRatio, MOST_DENSITY);
      const place = { width: clientWidth * density, height: clientHeight * density };
      const { width, height } = drawnSize({ width: videoWidth, height: videoHeight }, place);
      if (width === 0 || height === 0) return;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      context.drawImage(player, 0, 0, width, height);
      canvas.hidden = false;
      player.style.visibility = "hidden";
    },
    close() {
      canvas.hidden = true;
      player.style.visibility = "";
    },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of the picture, as large as the place it covers, and never larger than it is. */
export function drawnSize(picture: Size, place: Size): Size {
  if (picture.width === 0 || picture.height === 0) return picture;
  const size = Math.min(1, Math.max(place.width / picture.width, place.height / picture.height));
  return { width: Math.round(picture.width * size), height: Math.round(picture.height * size) };
}
