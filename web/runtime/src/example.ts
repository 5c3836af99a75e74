/** The example of runtime/typescript/README.md, so that it is checked; the harness runs it. */

import { contentOf, openIndexedDbStore, openPack, sourceOf, sync, trustIn } from "@eightcount/runtime";

/** Brings what the channel shows; the address of its first class's video, for a <video> to play. */
export async function firstVideo(baseUrl: string, rootKey: string): Promise<string> {
  const store = await openIndexedDbStore();
  const report = await sync(sourceOf({ baseUrl }), store, "production", trustIn(rootKey), {
    progress: ({ classId, doneBytes, totalBytes }) => {
      document.title = `${classId}: ${doneBytes} of ${totalBytes} bytes`;
    },
  });
  const ready = report.classes.find((each) => each.manifest !== null);
  if (!ready) throw new Error(report.classes.map((each) => each.sentence).join(" "));
  const pack = await openPack(store, ready.classId, "production");
  return URL.createObjectURL(contentOf(pack, "video"));
}
