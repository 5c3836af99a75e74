/**
 * A device in a browser, for a test to drive as `device`: the runtime imported by its name, as the pages do it, over
 * IndexedDB. Nothing of what it does is done here again.
 */

import {
  acceptPointer,
  contentOf,
  frameTimeS,
  LANDMARKS,
  openIndexedDbStore,
  openPack,
  PackError,
  POSE_VALUES,
  type SyncReport,
  sha256Of,
  sourceOf,
  sync,
  trustIn,
} from "@eightcount/runtime";
import { firstVideo } from "../src/example";
import { practise } from "../src/example_practice";
import { RULES } from "../src/store_contract";
import type { Vector } from "../src/vector";

/** What was thrown, in a form that leaves the page. */
interface Told {
  readonly name: string;
  readonly sentence: string;
}

interface Following {
  readonly baseUrl: string;
  readonly root: string;
  readonly channel: string;
  readonly query?: string;
}

function told(error: unknown): Told {
  if (error instanceof PackError) return { name: error.name, sentence: error.sentence };
  throw error;
}

async function follow({ baseUrl, root, channel, query = "" }: Following): Promise<SyncReport | Told> {
  const store = await openIndexedDbStore();
  try {
    return await sync(sourceOf({ baseUrl, query }), store, channel, trustIn(root));
  } catch (error) {
    return told(error);
  } finally {
    store.close();
  }
}

/** Of each file of the pack in use, path to hash; and whether a player could take the video. */
async function opened(classId: string) {
  const store = await openIndexedDbStore();
  try {
    const pack = await openPack(store, classId);
    const hashes: Record<string, string> = {};
    for (const [path, content] of pack.files) hashes[path] = await sha256Of(await content.arrayBuffer());
    return { revision: pack.manifest.revision, hashes, type: contentOf(pack, "video").type };
  } catch (error) {
    return told(error);
  } finally {
    store.close();
  }
}

/** How much of each download has come, by key. */
async function incoming(): Promise<Readonly<Record<string, number | null>>> {
  const store = await openIndexedDbStore();
  const sizes: Record<string, number | null> = {};
  for (const key of await store.keys("incoming/")) sizes[key] = await store.size(key);
  store.close();
  return sizes;
}

/** The rules of a store that IndexedDB breaks. */
async function brokenRules(): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [number, rule] of RULES.entries()) {
    const store = await openIndexedDbStore(`rule ${number}`);
    await rule.holds(store).catch((error: unknown) => broken.push(`${rule.name}: ${String(error)}`));
    store.close();
  }
  return broken;
}

async function verdict(vector: Vector): Promise<string | null> {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const judging = {
    channel: vector.channel,
    trust: trustIn(...vector.roots),
    held: vector.held === null ? null : bytesOf(vector.held),
    rootVersionSeen: vector.root_version_seen,
    nowMs: Date.parse(vector.now),
  };
  return acceptPointer(bytesOf(vector.file + " ".repeat(vector.spaces)), judging).then(
    () => null,
    (error: unknown) => told(error).name,
  );
}

/** How long the video is that the README's example gives, as a player has it. */
async function playableS({ baseUrl, root }: Following): Promise<number> {
  const video = document.createElement("video");
  video.src = await firstVideo(baseUrl, root);
  await new Promise((resolve, reject) => {
    video.onloadedmetadata = resolve;
    video.onerror = () => reject(new Error(video.error?.message));
  });
  return video.duration;
}

/** A class of the store, practised by its own teacher, in a worker as the README's example has it. */
async function practised(classId: string) {
  const store = await openIndexedDbStore();
  const pack = await openPack(store, classId).finally(() => store.close());
  const { width, height } = pack.routine.video;
  const kinds = { feedback: 0, judgement: 0, part: 0 };
  const practice = practise(pack, width, height, (told) => kinds[told.kind]++);
  for (let frame = 0; frame < pack.poses.frames; frame++) {
    const landmark = (_: unknown, mark: number) => {
      const at = frame * POSE_VALUES + 4 * mark;
      const [x = 0, y = 0, z = 0, visibility = 0] = pack.poses.image.subarray(at, at + 4);
      return { x, y, z, visibility };
    };
    practice.frame(frameTimeS(pack.poses, frame), [Array.from({ length: LANDMARKS.length }, landmark)]);
  }
  const { total, session } = await practice.end();
  return { kinds, total, session };
}

const device = { brokenRules, follow, incoming, opened, playableS, practised, verdict };
declare global {
  interface Window {
    device: typeof device;
  }
}
window.device = device;
