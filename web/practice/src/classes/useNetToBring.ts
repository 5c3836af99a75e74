/** How much the net that comes with the first class weighs. Must not bring it. */

import { useEffect, useState } from "react";
import { bytesToBring } from "../pose/nets";

/** Null: it is here, or nobody knows. */
export function useNetToBring(): number | null {
  const [bytes, setBytes] = useState<number | null>(null);
  useEffect(() => {
    let isWanted = true;
    bytesToBring().then(
      (found) => isWanted && setBytes(found),
      () => undefined, // no size to tell; whoever brings the net says what is wrong
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return bytes;
}
