/** Facts of classes in words. */

import { type Listed, type Manifest, PackError } from "@eightcount/runtime";
import type { TFunction } from "i18next";
import type { Fault } from "./fault";

const KNOWN = [
  "BusyError",
  "ExpiredError",
  "FetchError",
  "MalformedError",
  "MismatchError",
  "NewerRuntimeError",
  "NoCryptographyError",
  "NoRoomError",
  "OfflineError",
  "RolledBackError",
  "StoreError",
  "UnsupportedFormatError",
  "UntrustedError",
] as const;

/** The title in a language, else in any. */
export function titleOf({ classId, metadata }: Manifest, language: string): string {
  const { titles } = metadata;
  return titles.get(language) ?? titles.get("en") ?? [...titles.values()][0] ?? classId;
}

/** The channel shows an earlier version than the one in use: what came later was taken back. */
export function isTakenBack({ inUse, shown }: Pick<Listed, "inUse" | "shown">): boolean {
  return inUse !== null && shown !== null && shown.revision < inUse.revision;
}

/** A fault in a sentence: ours where we have one, else the runtime's own. */
export function faultWorded(t: TFunction<"classes">, { name, sentence }: Fault): string {
  const known = KNOWN.find((each) => each === name);
  return known ? t(`faults.${known}`) : sentence;
}

/** The same of what was thrown. */
export function worded(t: TFunction<"classes">, error: unknown): string {
  if (error instanceof PackError) return faultWorded(t, error);
  return error instanceof Error ? error.message : String(error);
}

/** As people know sizes: whole megabytes from ten on, gigabytes from a thousand; a little is never told as nothing. */
export function inMegabytes(bytes: number, language: string): string {
  const [size, unit] = bytes >= 999.5e6 ? [bytes / 1e9, "GB"] : [bytes / 1e6, "MB"];
  const digits = size >= 9.95 ? 0 : 1;
  const shown = bytes > 0 ? Math.max(size, 0.1) : 0;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${new Intl.NumberFormat(language, format).format(shown)}\u00a0${unit}`;
}

/** Minutes and seconds. */
export function inMinutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
