/** How much is downloaded before anybody can be looked at: the pose net, where it is not on this device yet. */

import { useEffect, useState } from "react";
import { bytesToFetch } from "../app/models";
import { chosen } from "../pose";

/** Bytes; null: nothing, or not known. */
export function useNetSize(): number | null {
  const [bytes, tell] = useState<number | null>(null);
  useEffect(() => {
    let isWanted = true;
    // On a device that nothing was chosen for, the better one is measured first.
    bytesToFetch(chosen()?.model ?? "full").then(
      (size) => isWanted && tell(size),
      () => undefined, // not known: what keeps the net from loading is told where it is loaded
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return bytes;
}
