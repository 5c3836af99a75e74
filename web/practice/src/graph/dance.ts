/**
 * Makes a practice ready, so that it starts at once: the engine that looks for poses, the class measured for scoring, its
 * video loaded. What then happens is `running`.
 */

import { contentOf, type Pack } from "@eightcount/runtime";
import type { Event } from "@eightcount/runtime/scoring";
import { beginFilm } from "../film";
import { poseEngine } from "../pose";
import type { Camera } from "./camera";
import type { Stage } from "./graph";
import { stretchesOf } from "./plan";
import type { BeginRecorder } from "./recording";
import { running } from "./running";
import { beginScorer, type Scorer } from "./scorer";
import type { Danced, GraphStats, Interruption, Told, Wishes } from "./types";

/** What is danced, by whom, where it is shown, and how. */
export interface Asked {
  readonly camera: Camera;
  readonly pack: Pack;
  readonly stage: Stage;
  readonly wishes: Wishes;
  readonly tell: (told: Told) => void;
}

export interface Dance {
  /** Once, by a gesture of the person: browsers play no sound before. Throws what `play` of a video throws. */
  start(): Promise<void>;
  pause(why?: Interruption): void;
  /** Plays on from some steps before. */
  resume(): Promise<void>;
  /** Ends it now; `why` null: as if danced to the end. Asked again: the same. Throws where no sheet can be made. */
  end(why?: Interruption | null): Promise<Danced>;
  stats(): GraphStats;
  /** Lets go of everything, and of the practice where it was not ended. The camera is the caller's. */
  dispose(): void;
}

/** A practice that is ready, and what it needs of workers. */
export interface Ready extends Asked {
  readonly scorer: Scorer;
  /** Another one, that tells nothing, in place of one that broke. */
  readonly another: () => Promise<Scorer>;
  /** What the scorer at hand tells. */
  readonly hearing: { hear: (event: Event) => void };
  readonly film: BeginRecorder;
  /** Of video and scorer. The engine is let go of by whoever runs the practice: it may be another one then. */
  readonly letGo: () => void;
}

/**
 * Throws a `PoseError` where poses cannot be looked for on this device, a `RangeError` for parts that are not there,
 * a `MediaError`'s message where the class video cannot be played.
 */
export async function beginDance(asked: Asked, film: BeginRecorder = beginFilm): Promise<Dance> {
  const { wishes } = asked;
  const { routine } = asked.pack;
  const stretches = stretchesOf(routine, wishes.parts, wishes.latencyS * wishes.speed);
  const hearing: Ready["hearing"] = { hear: () => undefined };
  const laid = layVideo(asked.stage.video, asked.pack);
  const made = await Promise.allSettled([
    poseEngine(),
    beginScorer(asked.pack, (event) => hearing.hear(event)),
    laid.playable,
  ]);
  const [engine, scorer] = made;
  const another = () => beginScorer(asked.pack, () => undefined);
  const letGo = () => {
    laid.letGo();
    if (scorer.status === "fulfilled") scorer.value.end();
  };
  const refused = made.find((each) => each.status === "rejected");
  if (refused || engine.status !== "fulfilled" || scorer.status !== "fulfilled") {
    letGo();
    if (engine.status === "fulfilled") engine.value.release();
    throw refused?.reason;
  }
  try {
    return running(
      { ...asked, film, another, scorer: scorer.value, hearing, letGo },
      engine.value,
      stretches,
    );
  } catch (error) {
    // Most likely its camera is gone.
    letGo();
    engine.value.release();
    throw error;
  }
}

/** The class's video in its player, from the pack where nobody has put it there. */
function layVideo(video: HTMLVideoElement, pack: Pack): { playable: Promise<void>; letGo: () => void } {
  const url = video.src ? null : URL.createObjectURL(contentOf(pack, "video"));
  if (url) video.src = url;
  video.playsInline = true;
  const letGo = () => {
    if (!url) return;
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  };
  return { playable: playable(video), letGo };
}

function playable(video: HTMLVideoElement): Promise<void> {
  if (video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return Promise.resolve();
  return new Promise((resolve, reject) => {
    video.addEventListener("canplay", () => resolve(), { once: true });
    const fail = () => reject(new Error(`The class video cannot be played: ${video.error?.message ?? ""}`));
    video.addEventListener("error", fail, { once: true });
    video.preload = "auto";
    if (video.error) fail();
    else if (video.networkState === HTMLMediaElement.NETWORK_IDLE) video.load();
  });
}
