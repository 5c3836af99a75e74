/** A worker to ask and to listen to, in words of two types. */

export interface Line<Asked, Told extends { readonly kind: string }> {
  ask(asked: Asked, moved?: Transferable[]): void;
  on<Kind extends Told["kind"]>(kind: Kind, listener: (told: Extract<Told, { kind: Kind }>) => void): void;
  /** The next of its kind. Rejects where the worker dies. */
  next<Kind extends Told["kind"]>(kind: Kind): Promise<Extract<Told, { kind: Kind }>>;
  /** Called when the worker dies. */
  whenBroken(listener: (sentence: string) => void): void;
  end(): void;
}

export function lineTo<Asked, Told extends { readonly kind: string }>(worker: Worker): Line<Asked, Told> {
  const listeners = new Map<string, ((told: Told) => void)[]>();
  const broken: ((sentence: string) => void)[] = [];
  let isBroken: string | null = null;
  const add = (kind: string, listener: (told: Told) => void) => {
    listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
  };
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    for (const listener of listeners.get(data.kind) ?? []) listener(data);
  };
  worker.onerror = ({ message }) => {
    isBroken = message || "A worker of the page could not run.";
    for (const listener of broken) listener(isBroken);
  };
  return {
    ask: (asked, moved = []) => worker.postMessage(asked, moved),
    on: (kind, listener) => add(kind, listener as (told: Told) => void),
    next: (kind) =>
      new Promise((resolve, reject) => {
        if (isBroken !== null) reject(new Error(isBroken));
        add(kind, resolve as (told: Told) => void);
        broken.push((sentence) => reject(new Error(sentence)));
      }),
    whenBroken: (listener) => broken.push(listener),
    end: () => worker.terminate(),
  };
}
