/** Beats as files: the server writes and reads all formats, so that a file means the same wherever it is read. */
import { api, type Shape, told } from "@eightcount/api";
import { importedMarks } from "./core/saving";
import { type Sketch, sketchOf } from "./core/sketch";

export const FORMATS = ["json", "labels", "csv", "jams", "midi"] as const;
export type FileFormat = (typeof FORMATS)[number];

/** By the end of the file's name. */
const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  csv: "text/csv",
  txt: "text/plain",
  jams: "application/jams+json",
  mid: "audio/midi",
  midi: "audio/midi",
};
export const ACCEPTED = Object.keys(TYPES)
  .map((ending) => `.${ending}`)
  .join(",");

export function downloadUrl(slug: string, format: FileFormat): string {
  return `/api/v1/classes/${encodeURIComponent(slug)}/beats?format=${format}`;
}

/**
 * The marks of a file, unconfirmed; nothing is saved.
 *
 * @throws ProblemError when it is no file of beats.
 */
export async function readFile(slug: string, file: File): Promise<Sketch> {
  const kind =
    TYPES[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? (file.type || "application/octet-stream");
  const asked = api.POST("/api/v1/classes/{class_name}/beats/read", {
    params: { path: { class_name: slug } },
    body: file as never,
    bodySerializer: (body: unknown) => body as Blob,
    headers: { "Content-Type": kind },
  });
  const read: Shape<"BeatsFile"> = await told(asked);
  return sketchOf(importedMarks(read.beats_s), read.part_names ?? []);
}
