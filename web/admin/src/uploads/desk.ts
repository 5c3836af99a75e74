/**
 * All uploads of this browser tab, whichever page shows them: started here, found again after a reload, gone on
 * with when the line is back. Leaving while one is under way is asked about.
 */
import { useEffect, useSyncExternalStore } from "react";
import { Errand } from "./errand";
import { type Goal, isUnderWay, newItem, samePlace, type UploadItem } from "./item";
import { allKept } from "./kept";
import { hold } from "./serverSide";
import { add, drop, listen, shownItems } from "./shelf";

const errands = new Map<string, Errand>();
let revived = false;

/** Send a file to its place. One that was on its way to the same place is replaced, or gone on with. */
export async function startUpload(
  file: File,
  goal: Goal,
  handle: FileSystemFileHandle | null = null,
): Promise<void> {
  for (const item of shownItems().filter((other) => samePlace(other.goal, goal))) {
    const earlier = errands.get(item.key);
    if (item.phase === "needs_file" && (await earlier?.isOf(file))) return earlier?.chosenAgain(file);
    if (item.phase === "done" || earlier === undefined) drop(item.key);
    else await earlier.cancel();
  }
  const key = crypto.randomUUID();
  const errand = new Errand(key, goal, handle);
  errands.set(key, errand);
  add(newItem(key, goal, file));
  await errand.chosen(file);
}

/** The errand of an item that a page shows. */
export function errandOf(item: UploadItem): Errand {
  const errand = errands.get(item.key);
  if (errand === undefined) throw new Error(`no upload ${item.key}`);
  return errand;
}

export const dismiss = (item: UploadItem): void => drop(item.key);

/** Find the uploads that were under way when this browser last showed the admin, once. */
async function revive(): Promise<void> {
  window.addEventListener("online", goOnWithAll);
  window.addEventListener("offline", waitForTheLine);
  window.addEventListener("beforeunload", askBeforeLeaving);
  for (const kept of await allKept()) {
    if (!(await hold(kept.id))) continue; // another tab is at it
    const errand = new Errand(kept.id, kept.goal, kept.handle);
    errands.set(kept.id, errand);
    add({
      ...newItem(kept.id, kept.goal, { name: kept.filename, size: kept.bytes }),
      hasHandle: kept.handle !== null,
    });
    void errand.found(kept);
  }
}

function goOnWithAll(): void {
  for (const errand of errands.values()) void errand.now();
}

function waitForTheLine(): void {
  for (const errand of errands.values()) errand.lineLost();
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (shownItems().some(isUnderWay)) event.preventDefault();
}

/** All uploads that this tab knows of. */
export function useUploads(): readonly UploadItem[] {
  const items = useSyncExternalStore(listen, shownItems);
  useEffect(() => {
    if (!revived) void revive();
    revived = true;
  }, []);
  return items;
}

/** The upload to one place, the latest there is. */
export function useUploadTo(goal: Goal): UploadItem | undefined {
  return useUploads().findLast((item) => samePlace(item.goal, goal));
}
