/** The worker that finishes films: it writes copies to the device, and mends what a crash left. */

import { pageMs } from "../graph/pageClock";
import type { Film } from "../graph/types";
import type { CopyAsked, CopyTold } from "./copyAsked";
import { copyFilm, measureFilm } from "./copying";
import { wholeBytes } from "./fragments";
import { lineOf } from "./journal";
import { fileOf, folderOf, JOURNAL, RECORDING } from "./shelf";
import { isNoRoom, openSync, writeAt } from "./syncFile";

const TOLD_EVERY_MS = 100;

const tell = (told: CopyTold) => self.postMessage(told);

self.onmessage = async ({ data }: MessageEvent<CopyAsked>) => {
  try {
    if (data.kind === "copy") tell({ kind: "copied", mime: await copy(data) });
    else tell({ kind: "mended", film: await mend(data.film) });
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    tell({ kind: "failed", isRoom: isNoRoom(error), sentence });
  }
};

async function copy({
  film,
  name,
  classVideo,
  overlay,
}: Extract<CopyAsked, { kind: "copy" }>): Promise<string> {
  const recording = await fileOf(film.id, RECORDING);
  const file = await openSync(await folderOf(film.id), name);
  let toldMs = 0;
  try {
    file.truncate(0);
    return await copyFilm({
      film,
      recording,
      classVideo,
      overlay,
      write: (bytes, at) => writeAt(file, bytes, at),
      progress(share) {
        if (pageMs() - toldMs < TOLD_EVERY_MS) return;
        toldMs = pageMs();
        tell({ kind: "progress", share });
      },
    });
  } finally {
    file.close();
  }
}

async function mend(film: Film): Promise<Film | null> {
  const broken = await fileOf(film.id, RECORDING);
  const bytes = await wholeBytes(broken);
  const measured = await measureFilm(broken.slice(0, bytes)).catch(() => null);
  if (!measured || measured.frames === 0 || film.pieces.length === 0) return null;
  const folder = await folderOf(film.id);
  const recording = await openSync(folder, RECORDING);
  recording.truncate(bytes);
  recording.close();
  const mended = { ...film, ...measured, bytes };
  await write(folder, mended);
  return mended;
}

/** What cannot be written down as the disk is full is measured again the next time. */
async function write(folder: FileSystemDirectoryHandle, film: Film): Promise<void> {
  const journal = await openSync(folder, JOURNAL);
  try {
    // A line that broke off must not swallow this one.
    const line = `\n${lineOf({ isWhole: true, isBroken: true, film })}`;
    writeAt(journal, new TextEncoder().encode(line), journal.getSize());
  } catch (error) {
    if (!isNoRoom(error)) throw error;
  } finally {
    journal.close();
  }
}
