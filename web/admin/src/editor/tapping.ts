/**
 * Taps while the song plays. A pass is what was tapped in one go: it ends when the song stops, jumps or changes speed.
 * Then it is kept as raw data, and the marks are made anew from all passes that count.
 */
import { UnreachableError } from "@eightcount/api";
import type { Transport } from "../sound/types";
import { type Cell, change } from "./cell";
import type { EditName } from "./core/actions/table";
import type { Params } from "./core/history";
import type { Sketch } from "./core/sketch";
import { type Averaged, averaged } from "./core/taps/average";
import { withTaps } from "./core/taps/place";
import type { Keeper } from "./keeping";
import { keptLatency } from "./latency";
import { deviceName, readPasses, sendPass, type TapPass } from "./passes";
import type { EditorState } from "./state";

export interface Tapping {
  /** A tap at an instant of `event.timeStamp`. False while nothing sounds. */
  readonly tap: (atMs: number) => boolean;
  /** Ends the running pass, if there is one. */
  readonly end: () => void;
  /** Lets a pass count, or not, and makes the marks anew. */
  readonly use: (id: string, used: boolean) => void;
  /** Sends what is unsent and reads what the server has. */
  readonly exchange: () => Promise<void>;
  readonly close: () => void;
}

type Options = Readonly<{
  slug: string;
  account: string;
  state: Cell<EditorState>;
  transport: Transport;
  keeper: Keeper;
  sketchNow: () => Sketch;
  edit: (sketch: Sketch, name: EditName, params: Params) => void;
  say: (key: string, params?: Params) => void;
}>;

/** The marks' sources as they stand: the passes that count, made one. */
export function averageOf(passes: readonly TapPass[]): Averaged {
  return averaged(passes.filter((pass) => pass.used));
}

export function openTapping(options: Options): Tapping {
  const { slug, account, state, transport, keeper, say } = options;
  /** The speed of the running pass. */
  let rate = transport.state().rate;

  function tap(atMs: number): boolean {
    const heardS = transport.heardAtS(atMs);
    if (heardS === null) return false;
    const { tapping } = state.get();
    if (rate !== transport.state().rate || heardS < (tapping.at(-1) ?? Number.NEGATIVE_INFINITY)) end();
    rate = transport.state().rate;
    change(state, { tapping: [...state.get().tapping, heardS] });
    return true;
  }

  function end() {
    const { tapping, passes } = state.get();
    if (tapping.length === 0) return;
    const pass: TapPass = {
      id: crypto.randomUUID(),
      rate,
      latencyMs: keptLatency(account)?.latencyMs ?? 0,
      tapsS: tapping,
      device: deviceName(),
      used: true,
      fresh: true,
    };
    change(state, { tapping: [], passes: [...passes, pass] });
    keeper.addPass(pass).then(exchange).catch(notSent);
    apply(pass);
  }

  function apply(ended: TapPass) {
    const average = averageOf(state.get().passes);
    const read = average.passes.find((each) => each.id === ended.id);
    if (read?.kind === "tooFew") {
      setUsed(ended.id, false);
      return say("taps.pass.tooFew", { count: read.count, needed: read.needed });
    }
    if (read?.kind === "tooNoisy") {
      setUsed(ended.id, false);
      change(state, { panel: "taps" });
      return say("taps.pass.tooNoisy", { spreadMs: read.spreadMs, mostMs: read.mostMs });
    }
    marksFrom(average);
  }

  function marksFrom(average: Averaged) {
    const good = average.passes.filter((pass) => pass.kind === "good").length;
    options.edit(withTaps(options.sketchNow(), average.beats), "tapPasses", {
      count: average.beats.length,
      passes: good,
    });
    say("said.tapped", { count: average.beats.length, passes: good });
    if (average.dropped.length > 0) change(state, { panel: "taps" });
  }

  function setUsed(id: string, used: boolean) {
    const passes = state.get().passes.map((pass) => (pass.id === id ? { ...pass, used } : pass));
    change(state, { passes });
  }

  function use(id: string, used: boolean) {
    setUsed(id, used);
    const average = averageOf(state.get().passes);
    if (average.beats.length > 0) marksFrom(average);
  }

  /** Without network passes wait here; anything else is told. */
  function notSent(cause: unknown) {
    if (cause instanceof UnreachableError) return;
    say("said.tapsNotKept", { why: cause instanceof Error ? cause.message : String(cause) });
  }

  async function exchange(): Promise<void> {
    await keeper.sendPasses((pass) => sendPass(slug, pass));
  }

  async function exchangeAll(): Promise<void> {
    await exchange();
    const known = await readPasses(slug, account);
    const fresh = state.get().passes.filter((pass) => pass.fresh);
    const sent = new Set(fresh.map((pass) => pass.tapsS.join()));
    change(state, { passes: [...known.filter((pass) => !sent.has(pass.tapsS.join())), ...fresh] });
  }

  const undo = transport.subscribe(() => {
    const now = transport.state();
    if (!now.playing || now.rate !== rate) end();
  });

  return { tap, end, use, exchange: () => exchangeAll().catch(notSent), close: undo };
}
