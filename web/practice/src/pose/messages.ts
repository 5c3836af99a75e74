/** What the page and the pose worker say to each other. */

export type ModelName = "lite" | "full";
export type Delegate = "CPU" | "GPU";

/** Where the library's two files lie. */
export interface Fileset {
  readonly wasmLoaderPath: string;
  readonly wasmBinaryPath: string;
}

/** Both ways: an answer has the number of what was asked. */
export interface Numbered {
  readonly number: number;
}

export type Asked =
  | {
      readonly kind: "begin";
      readonly net: Uint8Array;
      readonly delegate: Delegate;
      readonly fileset: Fileset;
    }
  | { readonly kind: "look"; readonly picture: VideoFrame | ImageBitmap; readonly capturedMs: number };

/** One picture looked at. `landmarks`: 33 x (x, y, z, visibility), or null with nobody. */
export interface Seen {
  readonly landmarks: Float32Array<ArrayBuffer> | null;
  readonly people: number;
  readonly width: number;
  readonly height: number;
  readonly tookMs: number;
}

export type Told =
  | { readonly kind: "ready" }
  /** A worker draws nothing by WebGL here: it is of no use. */
  | { readonly kind: "blind" }
  | { readonly kind: "seen"; readonly seen: Seen }
  | { readonly kind: "failed"; readonly sentence: string };
