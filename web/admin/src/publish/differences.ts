/** What a publication changes, as words and their numbers. Pure: the server's comparison in, keys of words out. */
import type { Shape } from "@eightcount/api";

export type Diff = Shape<"DiffShown">;
export type Told = Readonly<{ key: string; with: Readonly<Record<string, string | number>> }>;

const KB = 1000;

/** 38_112 -> "38 kB"; 9_412_020 -> "9.4 MB". */
export function size(bytes: number): string {
  if (bytes >= KB * KB) return `${(bytes / KB / KB).toFixed(1)} MB`;
  return bytes >= KB ? `${Math.round(bytes / KB)} kB` : `${bytes} B`;
}

/** In the order in which a person asks: is there something, the steps, the picture, the poses, words, the download. */
export function differences(diff: Diff): readonly Told[] {
  if (diff.against === null) {
    return [
      { key: "first", with: { steps: diff.steps_after } },
      { key: "download", with: { size: size(diff.download_bytes) } },
    ];
  }
  if (diff.files_changed.length === 0 && !diff.metadata_changed) return [{ key: "same", with: {} }];
  const told: Told[] = [];
  const more = diff.steps_after - diff.steps_before;
  if (more !== 0) told.push({ key: more > 0 ? "longer" : "shorter", with: { count: Math.abs(more) } });
  if (diff.beats_moved > 0) {
    told.push({
      key: "moved",
      with: { count: diff.beats_moved, ms: Math.round(diff.moved_max_ms * 10) / 10 },
    });
  }
  if (more === 0 && diff.beats_moved === 0) told.push({ key: "stepsSame", with: {} });
  told.push({ key: diff.video_changed ? "video" : "videoSame", with: {} });
  if (diff.poses_changed) told.push({ key: "poses", with: {} });
  if (diff.metadata_changed) told.push({ key: "metadata", with: {} });
  return [...told, { key: "download", with: { size: size(diff.download_bytes) } }];
}
