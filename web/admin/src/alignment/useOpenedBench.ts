/** Opens the bench once the sounds are there, and lays the song anew when what the server holds has changed. */
import { useEffect, useRef, useState } from "react";
import { useClass } from "../classes/useClass";
import { type Material, opened } from "../classes/useMaterial";
import { type Bench, openBench } from "./bench";
import type { Held } from "./held";
import { closeSounds, openSounds, readMedia } from "./opened";
import type { Placing } from "./placing";

export function placingOf(held: Held): Placing | null {
  return held.kind === "shown" ? { offsetS: held.shown.offset_s, rate: held.shown.rate } : null;
}

export function useOpenedBench({ files }: Material, held: Held) {
  const { row } = useClass();
  const [bench, setBench] = useState<Bench | null>(null);
  const [fault, setFault] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const saved = placingOf(held);
  // Where nothing was found, the section of the song that is taught is the best guess.
  const first = useRef<Placing>({ offsetS: 0, rate: 1 });
  first.current = saved ?? { offsetS: row.section?.start_s ?? 0, rate: 1 };
  const names = ["media.json", "song.wav", "song_peaks.bin", "camera.wav", "camera_peaks.bin"];
  const upon = names.map((name) => files[name]?.sha256 ?? "").join(" ");
  const now = useRef(files);
  now.current = files;

  // biome-ignore lint/correctness/useExhaustiveDependencies: other files, or another turn, open it again
  useEffect(() => {
    let gone = false;
    let made: Bench | null = null;
    setBench(null);
    setFault(null);
    open(now.current, () => gone, first).then(
      (ready) => {
        made = ready;
        if (gone) ready?.close();
        else setBench(ready);
      },
      (cause: unknown) => {
        if (!gone) setFault(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
    return () => {
      gone = true;
      made?.close();
    };
  }, [upon, turn]);

  const { offsetS, rate } = saved ?? { offsetS: null, rate: null };
  useEffect(() => {
    if (bench !== null && offsetS !== null && rate !== null) bench.place({ offsetS, rate });
  }, [bench, offsetS, rate]);

  return { bench, fault, again: () => setTurn(turn + 1) };
}

async function open(
  files: Material["files"],
  gone: () => boolean,
  first: Readonly<{ current: Placing }>,
): Promise<Bench | null> {
  const file = files["media.json"];
  if (file === undefined) return null;
  const sounds = await openSounds(files, readMedia(await (await opened(file.url)).json()));
  if (sounds === null) return null;
  if (!gone()) return openBench(sounds, first.current);
  closeSounds(sounds);
  return null;
}
