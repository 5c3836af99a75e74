/** Finishes a film for others to see: with the class's sound, and drawn over where that is wished. Must not show anything. */

import { contentOf, type Pack } from "@eightcount/runtime";
import type { TeacherLook } from "../figure/teacher";
import type { Danced, Film } from "../graph/types";
import { copyWorker } from "./mending";
import type { Overlay } from "./overlays";
import { COPY, fileOf, filesOf, removeFile } from "./shelf";

/** What is drawn over a film. */
export interface Drawn {
  readonly teacher: TeacherLook | "none";
  readonly learner: boolean;
}

export interface Finishing {
  readonly overlay?: Drawn;
  /** What was danced, for the learner's lines, and that the teacher stands where the learner does. */
  readonly danced?: Pick<Danced, "sheet" | "posesAtS" | "poses"> | null;
  readonly progress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** A film could not be finished; `room`: as the device has none. */
export class FinishError extends Error {
  readonly code: "room" | "other";

  constructor(code: "room" | "other", sentence: string) {
    super(sentence);
    this.name = "FinishError";
    this.code = code;
  }
}

/** The finished film, which lies on the device until the next one of this recording is made. Throws a `FinishError`. */
export async function finishFilm(film: Film, pack: Pack, finishing: Finishing = {}): Promise<File> {
  return finishWith(film, contentOf(pack, "video"), overlayOf(pack, finishing), finishing);
}

export async function finishWith(
  film: Film,
  classVideo: Blob,
  overlay: Overlay | null,
  { progress, signal }: Finishing,
): Promise<File> {
  signal?.throwIfAborted();
  await removeCopies(film.id);
  const name = `${COPY}${crypto.randomUUID()}`;
  const line = copyWorker();
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const failed = line.next("failed").then(({ isRoom, sentence }) => {
    throw new FinishError(isRoom ? "room" : "other", sentence);
  });
  line.on("progress", ({ share }) => progress?.(share));
  const copied = line.next("copied");
  try {
    line.ask({ kind: "copy", film, name, classVideo, overlay });
    const { mime } = await Promise.race([copied, failed, stopped]);
    const type = mime.split(";")[0] ?? mime;
    const file = await fileOf(film.id, name);
    return new File([file], `${film.id}.${type.endsWith("webm") ? "webm" : "mp4"}`, { type });
  } catch (error) {
    line.end();
    await removeCopies(film.id);
    throw error;
  } finally {
    line.end();
  }
}

/** Files that were made of a recording; the recording stays. */
export async function removeCopies(id: string): Promise<void> {
  for (const name of (await filesOf(id)).keys()) {
    // One that is still being let go of by a worker that was ended goes with the next.
    if (name.startsWith(COPY)) await removeFile(id, name).catch(() => undefined);
  }
}

/**
 * A film shows the learner as others see them. Whoever danced as in a mirror, left for the teacher's right, moves the other
 * way than the teacher does in the class: over them the teacher is turned round.
 */
export function overlayOf(
  { poses, routine }: Pick<Pack, "poses" | "routine">,
  { overlay, danced }: Finishing,
): Overlay | null {
  if (!overlay || (overlay.teacher === "none" && !overlay.learner)) return null;
  const { width, height } = routine.video;
  const teacher = (look: TeacherLook) => ({
    look,
    image: poses.image,
    frames: poses.frames,
    rateHz: poses.rate[0] / poses.rate[1],
    shape: width / height,
    mirrored: danced?.sheet.session.mirrored ?? false,
  });
  const learner = danced ? { atS: danced.posesAtS, poses: danced.poses } : null;
  const { teacher: look, learner: drawLearner } = overlay;
  return { teacher: look === "none" ? null : teacher(look), learner, drawLearner };
}
