/** What kind of file it is, by its first bytes; its name says nothing. Pure. */

export type Purpose = "take" | "song" | "picture";
export type Kind = "film" | "sound" | "picture" | "pdf" | "archive" | "text" | "program" | "unknown";

export const TELLING_BYTES = 64;

const BEGINNINGS: readonly (readonly [text: string, kind: Kind])[] = [
  ["\xff\xd8\xff", "picture"],
  ["\x89PNG", "picture"],
  ["GIF8", "picture"],
  ["%PDF", "pdf"],
  ["PK\x03\x04", "archive"],
  ["Rar!", "archive"],
  ["7z\xbc\xaf", "archive"],
  ["\x1f\x8b", "archive"],
  ["\x1aE\xdf\xa3", "film"],
  ["OggS", "sound"],
  ["fLaC", "sound"],
  ["ID3", "sound"],
  ["FORM", "sound"],
  ["MZ", "program"],
  ["\x7fELF", "program"],
  ["<!doctype", "text"],
  ["<!DOCTYPE", "text"],
  ["<html", "text"],
  ["<?xml", "text"],
  ["<svg", "text"],
];
const OF_RIFF: Readonly<Record<string, Kind>> = { WEBP: "picture", WAVE: "sound", "AVI ": "film" };
const PICTURE_BRANDS = ["heic", "heix", "mif1", "avif"];

/** The kind of a file that begins with these bytes. */
export function kindOf(first: Uint8Array): Kind {
  const text = String.fromCharCode(...first.subarray(0, TELLING_BYTES));
  const begun = BEGINNINGS.find(([beginning]) => text.startsWith(beginning));
  if (begun !== undefined) return begun[1];
  if (text.startsWith("RIFF")) return OF_RIFF[text.slice(8, 12)] ?? "unknown";
  if (text.slice(4, 8) === "ftyp") return ofBrand(text.slice(8, 12));
  if (first[0] === 0xff && (first[1] ?? 0) >= 0xe0) return "sound"; // the sync word of an MPEG audio frame
  return first.length > 0 && first.every(isPrintable) ? "text" : "unknown";
}

function ofBrand(brand: string): Kind {
  if (brand.startsWith("M4A")) return "sound";
  return PICTURE_BRANDS.includes(brand) ? "picture" : "film";
}

const isPrintable = (byte: number) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13);

/** Why a file of that kind cannot be used so; null when it may, as far as its first bytes tell. */
export function refusalOf(kind: Kind, purpose: Purpose): string | null {
  if (kind === "unknown") return null;
  if (purpose === "take") return kind === "film" ? null : `take.${kind}`;
  if (purpose === "song") return kind === "film" || kind === "sound" ? null : `song.${kind}`;
  return kind === "picture" ? null : "picture.other";
}

/** Which of the two places of a class a dropped file belongs to; null for neither. */
export function placeOf(kind: Kind): "take" | "song" | null {
  if (kind === "sound") return "song";
  return kind === "film" || kind === "unknown" ? "take" : null;
}
