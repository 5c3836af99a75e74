/** What the page and the worker that finishes films say to each other. */

import type { Film } from "../graph/types";
import type { Overlay } from "./overlays";

export type CopyAsked =
  | {
      readonly kind: "copy";
      readonly film: Film;
      readonly name: string;
      readonly classVideo: Blob;
      readonly overlay: Overlay | null;
    }
  /** A film that broke off: what is whole of it stays. */
  | { readonly kind: "mend"; readonly film: Film };

export type CopyTold =
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "copied"; readonly mime: string }
  /** Null: nothing of it can be shown. */
  | { readonly kind: "mended"; readonly film: Film | null }
  | { readonly kind: "failed"; readonly isRoom: boolean; readonly sentence: string };
