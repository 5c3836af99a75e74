/** A class for as long as a screen shows it: what comes in the meantime is for the next time, not for the middle of a dance. */

import { useRef } from "react";
import { type PackState, usePack } from "../classes";

export function useOnePack(classId: string): PackState {
  const newest = usePack(classId);
  const first = useRef<{ readonly classId: string; readonly state: PackState } | null>(null);
  if (first.current?.classId !== classId) first.current = null;
  if (newest.state === "ready") first.current ??= { classId, state: newest };
  return first.current?.state ?? newest;
}
