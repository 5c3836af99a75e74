/** One action on many classes, from its plan until every outcome is known. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { carryOutAll } from "./asking";
import { type Action, again, ended, type Item, planned, withOutcome } from "./bulk";
import type { Listed } from "./choosing";
import { CLASSES_KEY } from "./classes";

export type BulkRun = Readonly<{
  action: Action;
  items: readonly Item[];
  phase: "planned" | "running" | "over";
  /** Everything that the action needs is chosen. */
  isReady: boolean;
  setOwner: (id: string, name: string) => void;
  start: () => void;
  startAgain: () => void;
  stop: () => void;
}>;

export function useBulkRun(offered: Action, classes: readonly Listed[]): BulkRun {
  const client = useQueryClient();
  const [action, setAction] = useState(offered);
  const [outcomes, setOutcomes] = useState<readonly Item[] | null>(null);
  const [phase, setPhase] = useState<BulkRun["phase"]>("planned");
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);
  const plan = useMemo(() => planned(classes, action), [classes, action]);
  const items = outcomes ?? plan;
  const begin = useCallback(
    async (from: readonly Item[]) => {
      const controller = new AbortController();
      stopping.current = controller;
      setOutcomes(from);
      setPhase("running");
      await carryOutAll(
        from,
        action,
        (id, outcome) => setOutcomes((before) => withOutcome(before ?? from, id, outcome)),
        controller.signal,
      );
      setOutcomes((before) => ended(before ?? from));
      setPhase("over");
      await client.invalidateQueries({ queryKey: CLASSES_KEY });
    },
    [action, client],
  );
  return {
    action,
    items,
    phase,
    isReady: action.kind !== "assign" || action.ownerId !== null,
    setOwner: (ownerId, ownerName) => setAction({ kind: "assign", ownerId, ownerName }),
    start: () => void begin(plan),
    startAgain: () => void begin(again(items)),
    stop: () => stopping.current?.abort(),
  };
}
