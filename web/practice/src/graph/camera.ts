/**
 * The camera: asked for, its pictures with the moment each was taken, and that it was lost. Must not look at pictures,
 * nor keep one.
 */

import { framesOf, type TakePicture } from "./frames";
import type { Facing } from "./types";

/** Why there is no camera. `refused`: by the person or the browser; `insecure`: the page did not come over HTTPS. */
export type CameraFault = "refused" | "none" | "busy" | "lost" | "insecure";

export class CameraError extends Error {
  readonly code: CameraFault;

  constructor(code: CameraFault, cause?: unknown) {
    super(`There is no camera: ${code}.`, { cause });
    this.name = "CameraError";
    this.code = code;
  }
}

export interface Camera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  /** The way it really looks, where the device says so. */
  readonly facing: Facing;
  /** Its preview is shown as in a mirror. */
  readonly mirrored: boolean;
  readonly label: string;
  /** Of its pictures as they are now, upright, pixels; a phone that is turned changes it. */
  size(): { readonly width: number; readonly height: number };
  /** Hands over every picture, which is the taker's to close, until the function it gives is called. */
  frames(take: TakePicture): () => void;
  /** Resolves when it was unplugged or taken away; never by `close`. */
  readonly whenLost: Promise<void>;
  close(): void;
}

const FAULTS: Readonly<Record<string, CameraFault>> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** What is asked for; a device gives the nearest it has. More would only cost, of what is estimated on 256 pixels. */
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

/** Opens the camera that looks that way, or the only one there is. Throws a `CameraError`. */
export async function openCamera(facing: Facing, picture: MediaTrackConstraints = PICTURE): Promise<Camera> {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new CameraError("insecure");
  try {
    const video = { ...picture, facingMode: { ideal: facing } };
    return cameraOf(await navigator.mediaDevices.getUserMedia({ video, audio: false }), facing);
  } catch (error) {
    if (error instanceof CameraError) throw error;
    throw new CameraError((error instanceof DOMException && FAULTS[error.name]) || "busy", error);
  }
}

function cameraOf(stream: MediaStream, asked: Facing): Camera {
  const [track] = stream.getVideoTracks();
  if (!track) throw new CameraError("none");
  const { facingMode } = track.getSettings();
  const facing: Facing = facingMode === "user" || facingMode === "environment" ? facingMode : asked;
  const size = () => {
    const { width = 0, height = 0 } = track.getSettings();
    return { width, height };
  };
  return {
    stream,
    track,
    facing,
    mirrored: facing === "user",
    label: track.label,
    size,
    frames: (take) => framesOf(track, stream, take),
    whenLost: new Promise((lost) => track.addEventListener("ended", () => lost(), { once: true })),
    close: () => track.stop(),
  };
}
