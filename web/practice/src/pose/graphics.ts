/** What of a browser's graphics is there for looking at pictures. */

const PRETENDED = /swiftshader|llvmpipe|software|basic render/i;

/** Has this device a graphics processor that is one, rather than a program that pretends to be? */
export function hasGraphics(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const name = told ? String(context.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
  letGo(context);
  return !PRETENDED.test(name);
}

/**
 * Does this thread draw by WebGL, however slowly? The vision library takes no picture in without, even where the net runs
 * on the processor. The canvas is of no use afterwards.
 */
export function canDraw(canvas: OffscreenCanvas | HTMLCanvasElement): boolean {
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  const isGiven = context instanceof WebGL2RenderingContext || context instanceof WebGLRenderingContext;
  if (isGiven) letGo(context);
  return isGiven;
}

/** Browsers give few contexts at a time. */
function letGo(context: WebGL2RenderingContext | WebGLRenderingContext): void {
  context.getExtension("WEBGL_lose_context")?.loseContext();
}
