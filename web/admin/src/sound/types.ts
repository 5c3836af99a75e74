/**
 * What the sound room and its callers hand each other. Times are seconds on the song clock unless a name says
 * otherwise; frames are samples at RATE_HZ. Values are frozen; nothing here runs.
 */

/** The one sample rate of the house: files, graph and arithmetic. */
export const RATE_HZ = 48_000;

export interface Span {
  readonly startS: number;
  readonly endS: number;
}

/** `song_s = offsetS + rate * video_s`. */
export interface Alignment {
  readonly offsetS: number;
  readonly rate: number;
}

/** Exact samples of a WAV on the server, fetched in blocks. Sample 0 is the first of the file. */
export interface PcmSource {
  readonly channels: number;
  /** Samples per channel. */
  readonly frames: number;
  /** Resolves when every sample of [from, to) is in memory; rejects with a sentence when it cannot be had. */
  readonly load: (from: number, to: number) => Promise<void>;
  /**
   * Copies [from, from + into.length) of one channel, silence where the file has none. False, and nothing is
   * copied, while a block is not in memory: `load` it. Never waits, so a frame may call it.
   */
  readonly read: (channel: number, from: number, into: Float32Array) => boolean;
  readonly close: () => void;
}

export type Rate = 1 | 0.75 | 0.5;

/** Music at one speed: sample n is heard at song second `originS + (n / RATE_HZ) * rate`. */
export interface Reel {
  readonly pcm: PcmSource;
  readonly originS: number;
  readonly rate: Rate;
}

/** The camera's sound: sample n is heard at song second `offsetS + rate * n / RATE_HZ`. Heard at full speed only. */
export interface CameraReel {
  readonly pcm: PcmSource;
  readonly alignment: Alignment;
}

/** The first count of a part, any other, and a quiet one (a grid, a proposal). */
export type Tick = "one" | "beat" | "soft";
export type Count = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What is to sound at a mark: a tick on the click bus and a spoken count on the voice bus, each muted on its own. */
export interface Cue {
  readonly atS: number;
  readonly tick: Tick | null;
  readonly count: Count | null;
}

/** A sound of cues: its frame `lead` falls on the mark (a click has 0, a spoken word its vowel). */
export interface CueSound {
  readonly samples: Float32Array;
  readonly lead: number;
}

export type VoiceLanguage = "en" | "ko";
export type Voice = Readonly<Record<Count, CueSound>>;

export const BUSES = ["music", "click", "voice", "camera"] as const;
export type Bus = (typeof BUSES)[number];

export interface BusState {
  /** 0 to 1. */
  readonly gain: number;
  readonly muted: boolean;
}

export interface TransportState {
  readonly playing: boolean;
  /** Playing, but the samples are still on their way. */
  readonly waiting: boolean;
  readonly rate: Rate;
  /** Speeds that there are files for. */
  readonly rates: readonly Rate[];
  /** What the file of this speed covers; outside it is silence. */
  readonly coveredS: Span;
  readonly loop: Span | null;
  readonly buses: Readonly<Record<Bus, BusState>>;
  /** One sentence when the sound could not be had; play() tries again. */
  readonly failure: string | null;
}

/** Plays the song; the audio hardware's clock is the only clock. `subscribe` and `state` fit useSyncExternalStore. */
export interface Transport {
  readonly state: () => TransportState;
  /** Told after every change of state, not as the position moves. Returns its undo. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Song seconds that are heard now. Cheap: ask in every frame. */
  readonly positionS: () => number;
  /** Song seconds heard at an instant of performance.now() or event.timeStamp; null when nothing sounded then. */
  readonly heardAtS: (performanceMs: number) => number | null;
  /** Call it in a user gesture the first time. Without `fromS` it goes on from where it stands. */
  readonly play: (fromS?: number) => Promise<void>;
  readonly pause: () => void;
  readonly seek: (atS: number) => void;
  readonly setLoop: (loop: Span | null) => void;
  readonly setRate: (rate: Rate) => void;
  /** In order of time. Heard from the next few milliseconds on, so a moved mark sounds moved in the next pass. */
  readonly setCues: (cues: readonly Cue[]) => void;
  readonly setVoice: (voice: Voice | null) => void;
  readonly setCamera: (camera: CameraReel | null) => void;
  readonly setBus: (bus: Bus, change: Partial<BusState>) => void;
  readonly close: () => Promise<void>;
}

export interface TransportOptions {
  /** One of them of rate 1, with originS 0: the song itself. */
  readonly reels: readonly Reel[];
  readonly camera?: CameraReel | null;
  /** What may be played; the whole song where it is not given. May begin before 0: a take that starts before its song. */
  readonly spanS?: Span;
}

/** How a video keeps step; see follow_video.ts. */
export interface VideoFollower {
  /** Video minus sound, seconds, of the last shown frame (positive: the picture is ahead); null before the first. */
  readonly errorS: () => number | null;
  readonly setAlignment: (alignment: Alignment) => void;
  readonly close: () => void;
}
