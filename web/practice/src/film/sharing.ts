/** A finished film leaves the device here and nowhere else, and only when a person asks: shared, or saved as a file. */

import type { Film } from "../graph/types";

/** What a film is called outside: its class, and the day it was danced. */
export function nameOf({ classId, begunMs, mime }: Pick<Film, "classId" | "begunMs" | "mime">): string {
  const day = new Date(begunMs);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate(), day.getHours(), day.getMinutes()];
  const [year, ...rest] = parts.map((each) => String(each).padStart(2, "0"));
  return `${classId}-${[year, ...rest].join("")}.${mime.startsWith("video/webm") ? "webm" : "mp4"}`;
}

export function canShare(file: File): boolean {
  return navigator.canShare?.({ files: [file] }) ?? false;
}

/** Hands it to what the person chooses; false where they chose nothing. Must follow a touch. */
export async function share(file: File, title: string): Promise<boolean> {
  try {
    await navigator.share({ files: [file], title });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}

/** Lays it where the browser lays downloads. */
export function save(file: File): void {
  const link = document.createElement("a");
  const address = URL.createObjectURL(file);
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser reads it after the click, by itself.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
