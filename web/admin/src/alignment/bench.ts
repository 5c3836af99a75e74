/**
 * The bench: two sounds, where the song lies now, and how both are heard. It changes nothing on the server; what a
 * person decides is sent by the page.
 */
import { type Cell, cellOf, change } from "../editor/cell";
import { openTransport } from "../sound/transport";
import type { Transport } from "../sound/types";
import { closeSounds, type Sounds } from "./opened";
import { type Listening, openPair, switched } from "./pair";
import {
  isSame,
  movedLater,
  type Placing,
  placedAt,
  type Spot,
  songAt,
  spotsOf,
  underSong,
  videoAt,
} from "./placing";

export type BenchState = Readonly<{
  placing: Placing;
  listening: Listening;
  /** 0: the camera alone; 1: the song alone. */
  balance: number;
  /** What is looped; null: nothing. */
  spot: Spot | null;
}>;

export type Bench = Readonly<{
  sounds: Sounds;
  state: Cell<BenchState>;
  /** Counts on the video clock. */
  transport: Transport;
  place: (placing: Placing) => void;
  /** The song that much later in the take, seconds. */
  nudge: (laterS: number) => void;
  placeAt: (offsetS: number) => void;
  listen: (listening: Listening) => void;
  switchSound: () => void;
  setBalance: (balance: number) => void;
  loop: (spot: Spot | null) => void;
  toggle: () => void;
  close: () => void;
}>;

export function openBench(sounds: Sounds, placing: Placing): Bench {
  const { song, camera, takeS, songS } = sounds;
  const listening: Listening = camera === null ? "song" : "both";
  const state = cellOf<BenchState>({ placing, listening, balance: 0.5, spot: null });
  const pair = openPair({ camera: camera?.pcm ?? null, song: song.pcm, takeS }, state.get);
  const transport = openTransport({
    reels: [{ pcm: pair, originS: 0, rate: 1 }],
    spanS: { startS: 0, endS: takeS },
  });

  /** Changes what is heard from the next few milliseconds on. */
  function hear(fields: Partial<BenchState>): void {
    change(state, fields);
    const { spot } = state.get();
    transport.setLoop(spot && spotsOf(underSong(state.get().placing, takeS, songS))[spot]);
  }

  const place = (next: Placing) => {
    if (!isSame(next, state.get().placing)) hear({ placing: next });
  };

  function loop(spot: Spot | null): void {
    hear({ spot });
    const at = transport.state().loop;
    if (at !== null) transport.seek(at.startS);
  }

  return {
    sounds,
    state,
    transport,
    place,
    nudge: (laterS) => place(movedLater(state.get().placing, laterS)),
    placeAt: (offsetS) => place(placedAt(state.get().placing, offsetS)),
    listen: (next) => hear({ listening: next }),
    switchSound: () => hear({ listening: switched(state.get().listening) }),
    setBalance: (balance) => hear({ balance }),
    loop,
    toggle: () => {
      if (transport.state().playing) transport.pause();
      else void transport.play();
    },
    close: () => {
      void transport.close();
      closeSounds(sounds);
    },
  };
}

/** Song seconds where the transport stands. */
export function songNow({ state, transport }: Bench): number {
  return songAt(state.get().placing, transport.positionS());
}

/** Video seconds of a song second as the song lies now. */
export function videoOf({ state }: Bench, songS: number): number {
  return videoAt(state.get().placing, songS);
}
