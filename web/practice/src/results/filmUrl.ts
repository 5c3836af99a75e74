/** The address of a kept film for a video element; null where there is none, or it was deleted. */

import { useEffect, useState } from "react";
import { filmOf } from "../film";
import type { Film } from "../graph/types";

export function useFilmUrl(film: Film | null): string | null {
  const [url, set] = useState<string | null>(null);
  const id = film?.id;
  useEffect(() => {
    if (id === undefined) return;
    let isWanted = true;
    let made: string | null = null;
    filmOf(id).then(
      (blob) => {
        if (!isWanted || !blob) return;
        made = URL.createObjectURL(blob);
        set(made);
      },
      () => set(null),
    );
    return () => {
      isWanted = false;
      if (made) URL.revokeObjectURL(made);
      set(null);
    };
  }, [id]);
  return url;
}
