/** The open player for the components of the page. */
import { createContext, useContext } from "react";
import { useCell } from "../editor/cell";
import type { Player, Shown } from "./player";

export const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (player === null) throw new Error("usePlayer belongs inside of the pose review");
  return player;
}

export function useShown<Picked>(pick: (shown: Shown) => Picked): Picked {
  return useCell(usePlayer().shown, pick);
}
