/** The open bench for the components of the page. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { useCell } from "../editor/cell";
import type { TransportState } from "../sound/types";
import type { Bench, BenchState } from "./bench";

export const BenchContext = createContext<Bench | null>(null);

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (bench === null) throw new Error("useBench belongs inside of the alignment check");
  return bench;
}

export function useBenchState<Picked>(pick: (state: BenchState) => Picked): Picked {
  return useCell(useBench().state, pick);
}

export function useSound<Picked>(pick: (state: TransportState) => Picked): Picked {
  const { transport } = useBench();
  return useSyncExternalStore(transport.subscribe, () => pick(transport.state()));
}
