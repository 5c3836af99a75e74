/**
 * Loops one passage of two videos at once: the teacher's leads, the learner's film follows by small changes of its pace.
 * Draws nothing.
 */

import { soughtTo } from "../graph/seeking";
import type { Film } from "../graph/types";
import { onFrames } from "../learn/frames";
import { filmPlaceOf } from "./pieces";
import type { Passage } from "./weak";

/** Between two rounds. */
const BREATH_MS = 500;
/** Farther apart than this the film is sought, nearer it is played a little faster or slower. */
const SEEK_S = 0.25;
const MOST_PULL = 0.2;
/** By so much faster for each second behind. */
const PULL = 2;

export interface Comparing {
  /** From 1 as it is taught; 0.5 is half as fast. */
  pace(speed: number): void;
  end(): void;
}

/** @param tell every moment that is shown, seconds of the class video */
export function compare(
  teacher: HTMLVideoElement,
  film: { readonly video: HTMLVideoElement; readonly told: Film } | null,
  passage: Passage,
  speed: number,
  tell: (classS: number) => void,
): Comparing {
  let rate = speed;
  let ended = false;
  let waiting = 0;
  const stopFrames = onFrames(teacher, (atS) => {
    tell(atS);
    if (ended) return;
    follow(teacher.currentTime); // not the picture's time: both clocks are read in the same instant
    if (atS >= passage.toS || teacher.ended) again();
  });
  teacher.addEventListener("ended", again);

  function placeAt(classS: number) {
    return film && filmPlaceOf(film.told.pieces, film.told.durationS, classS);
  }

  /** One round: both sought, both played. A browser that does not let them play leaves both where they are. */
  async function round(): Promise<void> {
    teacher.playbackRate = rate;
    const place = placeAt(passage.fromS);
    await Promise.all([
      soughtTo(teacher, passage.fromS),
      film && place ? soughtTo(film.video, place.filmS) : undefined,
    ]);
    if (ended) return;
    tell(passage.fromS);
    const begun = await Promise.allSettled([teacher.play(), film && place ? film.video.play() : undefined]);
    if (begun.some(({ status }) => status === "rejected") && !ended) {
      teacher.pause();
      film?.video.pause();
    }
  }

  function follow(classS: number): void {
    const place = placeAt(classS);
    if (!film || !place || film.video.seeking || waiting) return;
    const behindS = place.filmS - film.video.currentTime;
    if (Math.abs(behindS) > SEEK_S) film.video.currentTime = place.filmS;
    const pull = Math.min(Math.max(PULL * behindS, -MOST_PULL), MOST_PULL);
    film.video.playbackRate = rate * place.pace * (1 + pull);
  }

  function again(): void {
    if (ended || waiting) return;
    teacher.pause();
    film?.video.pause();
    waiting = window.setTimeout(() => {
      waiting = 0;
      void round();
    }, BREATH_MS);
  }

  void round();
  return {
    pace(next) {
      rate = next;
      teacher.playbackRate = next;
    },
    end() {
      ended = true;
      clearTimeout(waiting);
      stopFrames();
      teacher.removeEventListener("ended", again);
      teacher.pause();
      film?.video.pause();
    },
  };
}
