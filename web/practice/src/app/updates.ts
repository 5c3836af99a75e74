/**
 * The service worker, by which the app starts without a network, and newer versions of the app, which wait until
 * somebody takes them. Must not reload a page by itself.
 */

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

export function updateIsThere(): boolean {
  return waiting !== null;
}

export function listenForUpdates(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Takes the version that waits; the page is loaded again under it. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage("take over");
}

/** Registers the worker; looks for a newer one now, and whenever the page comes back into view. */
export async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, {
    scope: import.meta.env.BASE_URL,
    updateViaCache: "none",
  });
  tellOf(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) tellOf(coming);
    });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => undefined); // offline: later
  });
}

function tellOf(worker: ServiceWorker | null): void {
  if (!worker) return;
  waiting = worker;
  for (const changed of listeners) changed();
}
