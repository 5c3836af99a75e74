import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useSound } from "./context";
import { countOf, partOf } from "./core/parts";
import { placeOf } from "./core/sketch";

/** Where the sound is: the song's clock, and the part and count there. Written past React, as it changes every frame. */
export function TimeShown() {
  const { t } = useTranslation("beats");
  const { transport, state } = useEditor();
  const playing = useSound((sound) => sound.playing);
  const time = useRef<HTMLSpanElement>(null);
  const count = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it turns from when the song begins to play
  useEffect(() => {
    let frame = 0;
    let shownAt = Number.NaN;
    const write = () => {
      const s = transport.positionS();
      const { marks } = state.get().history.sketch;
      const at = placeOf(marks, s + 1e-6) - 1;
      const inside = at >= 0 && at < marks.length - 1 ? at : -1;
      if (time.current) time.current.textContent = clock(s);
      if (count.current === null || inside === shownAt) return;
      shownAt = inside;
      count.current.textContent =
        inside < 0 ? "" : t("partCount", { part: partOf(inside) + 1, count: countOf(inside) });
    };
    const turn = () => {
      write();
      if (transport.state().playing) frame = requestAnimationFrame(turn);
    };
    turn();
    const undo = [transport.subscribe(write), state.subscribe(write)];
    return () => {
      cancelAnimationFrame(frame);
      for (const each of undo) each();
    };
  }, [transport, state, playing, t]);
  return (
    <span className="editor-time">
      <span ref={time} />
      <span ref={count} className="editor-time-count" />
    </span>
  );
}

/** 1:02.345 */
export function clock(s: number): string {
  const ms = Math.round(Math.abs(s) * 1000);
  const minutes = Math.floor(ms / 60_000);
  const rest = ((ms % 60_000) / 1000).toFixed(3).padStart(6, "0");
  return `${s < 0 ? "−" : ""}${minutes}:${rest}`;
}
