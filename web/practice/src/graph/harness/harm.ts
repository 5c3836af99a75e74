/** What goes wrong with workers, for a test to bring about. */

/** What is seen in pictures is told that much later; the next message of a kind breaks its worker. */
export interface Harm {
  readonly slowMs: number;
  readonly breaks: "" | "look" | "frame";
}

let harm: Harm = { slowMs: 0, breaks: "" };
/** No net is so short, and no pose. */
const RUBBISH = {
  look: { kind: "begin", net: new Uint8Array(8), delegate: "CPU", fileset: {} },
  frame: { kind: "frame", timeS: 1, landmarks: new Float32Array(5) },
};

/** From now on. */
export function harmed(how: Partial<Harm>): void {
  harm = { ...harm, ...how };
}

/** Workers that are begun from now on can be harmed. */
export function harmful(): void {
  const post = Worker.prototype.postMessage as (message: unknown, transfer: Transferable[]) => void;
  Worker.prototype.postMessage = function (this: Worker, message: { kind?: string }, transfer: unknown) {
    const passed = Array.isArray(transfer) ? (transfer as Transferable[]) : [];
    if (harm.breaks === "" || message.kind !== harm.breaks) return post.call(this, message, passed);
    const rubbish = RUBBISH[harm.breaks];
    harm = { ...harm, breaks: "" };
    return post.call(this, rubbish, []);
  };
  const told = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...told,
    set(this: Worker, hear: (event: MessageEvent<{ kind?: string }>) => void) {
      told?.set?.call(this, (event: MessageEvent<{ kind?: string }>) => {
        if (event.data.kind === "seen" && harm.slowMs > 0)
          setTimeout(() => hear.call(this, event), harm.slowMs);
        else hear.call(this, event);
      });
    },
  });
}
