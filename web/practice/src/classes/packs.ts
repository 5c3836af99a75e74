/** Classes of this device, opened: every hash verified. The last one stays open, as learning leads to dancing. */

import { contentOf, MismatchError, openPack, type Pack, PackError } from "@eightcount/runtime";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { house } from "../app/house";
import type { Following } from "./follower";
import { useFollowing } from "./following";
import { worded } from "./words";

/** `missing`: it is not on this device. */
export type PackState =
  | { readonly state: "opening" }
  | { readonly state: "ready"; readonly pack: Pack }
  | { readonly state: "missing" }
  | { readonly state: "failed"; readonly sentence: string };

let last: { readonly key: string; readonly pack: Promise<Pack> } | null = null;

/**
 * The pack in use. A damaged file of it is thrown away and fetched once more before it is given up. Throws a
 * `PackError` where the class is not here or cannot be mended.
 */
export async function loadPack(classId: string): Promise<Pack> {
  const { follower } = await house();
  const key = `${classId} ${filesIn(follower.now(), classId)}`;
  if (last?.key !== key) {
    const opening = { key, pack: opened(classId) };
    last = opening;
    opening.pack.catch(() => {
      if (last === opening) last = null; // the next one tries anew
    });
  }
  return last.pack;
}

/** What tells a pack in use from another of the same class; empty where there is none. */
function filesIn({ classes }: Following, classId: string): string {
  const inUse = classes?.find((each) => each.classId === classId)?.inUse;
  return inUse?.files.map((file) => file.sha256).join(" ") ?? "";
}

async function opened(classId: string): Promise<Pack> {
  const { store, config, follower } = await house();
  try {
    return await openPack(store, classId, config.channel);
  } catch (error) {
    if (!(error instanceof MismatchError)) throw error;
    await follower.bring(classId);
    const fault = follower.now().faults.get(classId);
    if (fault) throw Object.assign(new PackError(fault.sentence), { name: fault.name });
    return openPack(store, classId, config.channel);
  }
}

/** The pack in use, for a screen; opened anew where another came into use. */
export function usePack(classId: string): PackState {
  const { t } = useTranslation("classes");
  const [state, setState] = useState<PackState>({ state: "opening" });
  const following = useFollowing();
  const files = following && filesIn(following, classId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other files are another pack
  useEffect(() => {
    let isWanted = true;
    const show = (shown: PackState) => isWanted && setState(shown);
    setState((before) => (isOf(before, classId) ? before : { state: "opening" }));
    loadPack(classId).then(
      (pack) => show({ state: "ready", pack }),
      (error: unknown) =>
        show(isMissing(error) ? { state: "missing" } : { state: "failed", sentence: worded(t, error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [classId, files, t]);
  return state;
}

/** What is shown of the same class stays until the newer pack is open. */
function isOf(state: PackState, classId: string): boolean {
  return state.state === "ready" && state.pack.manifest.classId === classId;
}

/** Other errors of the runtime have names of their own. */
function isMissing(error: unknown): boolean {
  return error instanceof PackError && error.name === "PackError";
}

/** An address for a file of the pack, such as its `video`, while the component is shown. */
export function useContentUrl(pack: Pack | null, role: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!pack) return;
    const made = URL.createObjectURL(contentOf(pack, role));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [pack, role]);
  return url;
}
