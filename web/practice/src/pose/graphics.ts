/** What of a browser's graphics is there for looking at pictures. */

const PRETENDED = /swiftshader|llvmpipe|software|basic render/i;

/** Has this device a graphics processor that is one, rather than a program that pretends to be? */
export function hasGraphics(): boolean {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const name = told ? String(context.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
  letGo(context);
  return !PRETENDED.test(name);
}

/** What a thread draws on, as far as it is asked here: some give one that draws nothing by WebGL, nor have its names. */
interface Drawn {
  getContext(kind: "webgl2"): WebGL2RenderingContext | null;
  getContext(kind: "webgl"): WebGLRenderingContext | null;
}

/**
 * Does this thread draw by WebGL, however slowly? The vision library takes no picture in without, even where the net runs
 * on the processor. The canvas is of no use afterwards.
 */
export function canDraw(canvas: Drawn): boolean {
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  if (context === null) return false;
  letGo(context);
  return true;
}

/** Browsers give few contexts at a time. */
function letGo(context: WebGL2RenderingContext | WebGLRenderingContext): void {
  context.getExtension("WEBGL_lose_context")?.loseContext();
}
