/**
 * Who has this class open, and how long somebody worked in it. The frame of a class tells the server about its
 * tab every few seconds, with the seconds of attention since; rooms in the frame read who else is here, and
 * the beat editor asks to be the one tab that edits.
 */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type Attention, focused, startAttention, taken, touched } from "./attention";
import { leave, NOBODY, type Present, type Stage, tellOf } from "./presenceCalls";

export type Presence = Present &
  Readonly<{
    /** This tab wants to edit the beats, or does not any more. */
    setEditing: (editing: boolean) => void;
    /** This tab edits the beats from now on, whoever did before. */
    takeOver: () => Promise<void>;
  }>;

const TELL_EVERY_MS = 10_000;
const INPUTS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
const tab = crypto.randomUUID();
const nowS = () => performance.now() / 1000;

export const PresenceContext = createContext<Presence | null>(null);

/** Who has this class open; only inside of the frame of a class. */
export function usePresence(): Presence {
  const presence = useContext(PresenceContext);
  if (presence === null) throw new Error("usePresence belongs inside of the page of a class");
  return presence;
}

/** This page edits the beats for as long as it is shown. */
export function useEditing(): Presence {
  const presence = usePresence();
  const { setEditing } = presence;
  useEffect(() => {
    setEditing(true);
    return () => setEditing(false);
  }, [setEditing]);
  return presence;
}

/** Seconds of attention, taken by whoever tells them on; what could not be told is put back. */
function useAttention() {
  const seen = useRef<Attention>(startAttention(nowS(), document.hasFocus()));
  useEffect(() => {
    const input = () => {
      seen.current = touched(seen.current, nowS());
    };
    const focus = () => {
      seen.current = focused(seen.current, nowS(), document.hasFocus());
    };
    for (const name of INPUTS) window.addEventListener(name, input, { passive: true, capture: true });
    window.addEventListener("focus", focus);
    window.addEventListener("blur", focus);
    return () => {
      for (const name of INPUTS) window.removeEventListener(name, input, { capture: true });
      window.removeEventListener("focus", focus);
      window.removeEventListener("blur", focus);
    };
  }, []);
  return useMemo(
    () => ({
      take: () => {
        const [seconds, rest] = taken(seen.current, nowS());
        seen.current = rest;
        return seconds;
      },
      putBack: (seconds: number) => {
        seen.current = { ...seen.current, activeS: seen.current.activeS + seconds };
      },
    }),
    [],
  );
}

/** Tell of this tab for as long as the page of the class is shown. For the frame of a class alone. */
export function useTellingPresence(slug: string, stage: Stage): Presence {
  const [present, setPresent] = useState<Present>(NOBODY);
  const attention = useAttention();
  const editing = useRef(false);
  const underway = useRef<Promise<void>>(Promise.resolve());

  const send = useCallback(
    async (takeOver: boolean) => {
      const activeS = attention.take();
      try {
        const beat = { tab, stage, editing: editing.current, take_over: takeOver, active_s: activeS };
        setPresent(await tellOf(slug, beat));
      } catch {
        attention.putBack(activeS); // without network nobody is seen; the seconds are told with the next beat
        setPresent(NOBODY);
      }
    },
    [slug, stage, attention],
  );
  const tell = useCallback(
    (takeOver = false) => {
      underway.current = underway.current.then(() => send(takeOver));
      return underway.current;
    },
    [send],
  );

  useEffect(() => {
    void tell();
    const timer = setInterval(() => void tell(), TELL_EVERY_MS);
    return () => {
      clearInterval(timer);
      void tell(); // the seconds of this stage, before another one begins
    };
  }, [tell]);

  useEffect(() => {
    const close = () => leave(slug, tab);
    window.addEventListener("pagehide", close);
    return () => {
      window.removeEventListener("pagehide", close);
      void underway.current.then(close);
    };
  }, [slug]);

  const setEditing = useCallback(
    (wanted: boolean) => {
      if (editing.current === wanted) return;
      editing.current = wanted;
      void tell();
    },
    [tell],
  );
  const takeOver = useCallback(() => tell(true), [tell]);
  return useMemo(() => ({ ...present, setEditing, takeOver }), [present, setEditing, takeOver]);
}
