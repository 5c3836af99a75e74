/** Keeps the screen awake while something is on: people who dance do not touch it. */

import { useEffect } from "react";

/** A browser without wake locks, or one that refuses (battery low), lets the screen sleep as it is set to. */
export function useAwake(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    // The browser takes the lock away with every hidden page, so it is asked for again when the page is back.
    const ask = async () => {
      if (document.hidden) return;
      try {
        const given = await navigator.wakeLock.request("screen");
        if (ended) await given.release();
        else lock = given;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [isOn]);
}
