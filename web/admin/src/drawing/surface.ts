/** Canvases at the pixel ratio of the screen. */

export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** Sets the size in device pixels, which empties it; does nothing where it has it. */
  readonly resize: (columns: number, rows: number, pixelRatio: number) => void;
}

export function surfaceIn(host: HTMLElement): Surface {
  const canvas = document.createElement("canvas");
  canvas.className = "timeline-canvas";
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  const context = contextOf(canvas);
  return {
    canvas,
    context,
    resize: (columns, rows, pixelRatio) => {
      if (canvas.width === columns && canvas.height === rows) return;
      canvas.width = columns;
      canvas.height = rows;
      canvas.style.width = `${columns / pixelRatio}px`;
      canvas.style.height = `${rows / pixelRatio}px`;
    },
  };
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no canvas.");
  return context;
}
