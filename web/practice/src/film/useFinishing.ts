/** Making a film of a recording, for a screen: asked for, under way, made or failed. */

import type { Pack } from "@eightcount/runtime";
import { useEffect, useRef, useState } from "react";
import type { Film } from "../graph/types";
import { type Drawn, FinishError, type Finishing, finishFilm, removeCopies } from "./finish";
import { nameOf } from "./sharing";

export type Finished =
  | { readonly state: "asked" }
  | { readonly state: "making"; readonly share: number }
  | { readonly state: "made"; readonly file: File; readonly url: string }
  | { readonly state: "failed"; readonly isRoom: boolean };

export interface Maker {
  readonly finished: Finished;
  make(pack: Pack, overlay: Drawn): void;
  /** Stops what is under way, and lets go of what was made. */
  leave(): void;
}

export function useFinishing(film: Film, danced: Finishing["danced"]): Maker {
  const [finished, set] = useState<Finished>({ state: "asked" });
  const stop = useRef<AbortController | null>(null);
  const url = useRef<string | null>(null);

  function letGo(): void {
    stop.current?.abort();
    stop.current = null;
    if (url.current !== null) URL.revokeObjectURL(url.current);
    url.current = null;
  }

  async function run(pack: Pack, overlay: Drawn): Promise<void> {
    letGo();
    const stopping = new AbortController();
    const { signal } = stopping;
    stop.current = stopping;
    const show = (shown: Finished) => !signal.aborted && set(shown);
    show({ state: "making", share: 0 });
    try {
      const progress = (share: number) => show({ state: "making", share });
      const made = await finishFilm(film, pack, { overlay, danced: danced ?? null, progress, signal });
      if (signal.aborted) return;
      const name = nameOf({ ...film, mime: made.type });
      const file = new File([made], name, { type: made.type });
      url.current = URL.createObjectURL(file);
      show({ state: "made", file, url: url.current });
    } catch (error) {
      show({ state: "failed", isRoom: error instanceof FinishError && error.code === "room" });
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: as the screen goes, whatever was under way then
  useEffect(() => {
    return () => {
      letGo();
      // Another tab may have removed the film meanwhile.
      removeCopies(film.id).catch(() => undefined);
    };
  }, [film.id]);

  return {
    finished,
    make: (pack, overlay) => void run(pack, overlay),
    leave() {
      letGo();
      set({ state: "asked" });
    },
  };
}
