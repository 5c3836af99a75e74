/** Files of the server, whole. Also for the worker: nothing here knows React. */
import { ProblemError, UnreachableError } from "@eightcount/api";
import { LANDMARKS, readNpy, restored } from "@eightcount/runtime/classpack";
import { FIELDS } from "../poses/track";

export const packUrl = (packId: string, role: "video" | "routine" | "poses") =>
  `/api/v1/packs/${packId}/files/${role}`;

export const originalUrl = (sha256: string) => `/api/v1/originals/${sha256}/content`;

/** @throws ProblemError, UnreachableError as the server answers. */
export async function bytesOf(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { credentials: "same-origin" }).catch((cause: unknown) => {
    throw new UnreachableError("The server does not answer.", { cause });
  });
  if (!answer.ok)
    throw new ProblemError(answer.status, `http-${answer.status}`, `The server answered ${answer.status}.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The poses of every frame of a pack: four values for each landmark; NaN where nobody is seen. */
export function readPackPoses(bytes: Uint8Array): Float32Array {
  return restored(readNpy(bytes, "pose track", "<i2", [null, LANDMARKS.length, FIELDS]).values);
}
