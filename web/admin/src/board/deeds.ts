/** The one-click deeds of the board: which are under way, and what the server refused, for each class. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { Deed } from "../classes/next";
import { carryOut } from "./asking";
import type { Action } from "./bulk";
import type { Listed } from "./choosing";
import { CLASSES_KEY } from "./classes";

const ACTIONS: Readonly<Record<Deed, Action>> = {
  retry: { kind: "retry" },
  build: { kind: "rebuild" },
  publish_staging: { kind: "publish", channel: "staging" },
};

export type Doing = Readonly<{ state: "busy" } | { state: "refused"; error: Error }>;

export type Deeds = Readonly<{ start: (listed: Listed, deed: Deed) => void }>;

export function useDeeds(): Readonly<{ deeds: Deeds; doing: ReadonlyMap<string, Doing> }> {
  const client = useQueryClient();
  const [doing, setDoing] = useState<ReadonlyMap<string, Doing>>(new Map());
  const say = useCallback((id: string, what: Doing | null) => {
    setDoing((before) => {
      const after = new Map(before);
      if (what === null) after.delete(id);
      else after.set(id, what);
      return after;
    });
  }, []);
  const start = useCallback(
    (listed: Listed, deed: Deed) => {
      say(listed.id, { state: "busy" });
      void carryOut(listed, ACTIONS[deed])
        .then(
          () => null,
          (error: unknown) => ({ state: "refused", error: error as Error }) as const,
        )
        .then(async (refused) => {
          await client.invalidateQueries({ queryKey: CLASSES_KEY });
          say(listed.id, refused);
        });
    },
    [client, say],
  );
  return { deeds: useMemo(() => ({ start }), [start]), doing };
}
