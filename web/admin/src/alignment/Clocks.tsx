import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { songNow } from "./bench";
import { useBench, useSound } from "./context";
import { clockOf } from "./wordsOfNumbers";

/** Both clocks where it stands. Written past React, as they change in every frame. */
export function Clocks() {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const playing = useSound((sound) => sound.playing);
  const take = useRef<HTMLElement>(null);
  const song = useRef<HTMLElement>(null);
  useEffect(() => {
    let frame = 0;
    const write = () => {
      if (take.current) take.current.textContent = clockOf(bench.transport.positionS());
      if (song.current) song.current.textContent = clockOf(songNow(bench));
    };
    const turn = () => {
      write();
      if (playing) frame = requestAnimationFrame(turn);
    };
    turn();
    const undo = [bench.transport.subscribe(write), bench.state.subscribe(write)];
    return () => {
      cancelAnimationFrame(frame);
      for (const each of undo) each();
    };
  }, [bench, playing]);
  return (
    <dl className="alignment-clocks">
      <dt>{t("clocks.take")}</dt>
      <dd ref={take} data-clock="take" />
      <dt>{t("clocks.song")}</dt>
      <dd ref={song} data-clock="song" />
    </dl>
  );
}
