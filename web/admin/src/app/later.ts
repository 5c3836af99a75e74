/** Parts of a page that nobody misses in its first moment: they come when the browser has nothing better to do. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** However busy a page is, its parts are there soon. */
const AT_LATEST_MS = 500;

/** The part, for a `Suspense` whose fallback takes as much room as the part will. */
export function later<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    await idle();
    return { default: await load() };
  });
}

/** Safari cannot tell when it is idle. */
function idle(): Promise<unknown> {
  if (!("requestIdleCallback" in window)) return new Promise((resolve) => setTimeout(resolve, AT_LATEST_MS));
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: AT_LATEST_MS }));
}
