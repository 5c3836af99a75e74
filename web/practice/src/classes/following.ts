/** What the follower knows, for screens. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { type House, house } from "../app/house";
import type { Follower, Following } from "./follower";

const silent = () => () => undefined;

/** What is followed now; null until the app's own files are open. */
export function useFollowing(): Following | null {
  const follower = useFollower();
  return useSyncExternalStore(follower?.listen ?? silent, () => follower?.now() ?? null);
}

/** Who follows; null until the app's own files are open. */
export function useFollower(): Follower | null {
  return useHouse()?.follower ?? null;
}

/** The house, once it is open; where it cannot be opened the app's start says so. */
export function useHouse(): House | null {
  const [open, setOpen] = useState<House | null>(null);
  useEffect(() => {
    let isWanted = true;
    house().then(
      (opened) => isWanted && setOpen(opened),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return open;
}
