/** A choice as a button: pressed or not, as large as a thumb. */

import type { ReactNode } from "react";
import "./chip.css";

interface ChipProps {
  readonly pressed: boolean;
  readonly onPressed: () => void;
  /** Where what it shows is no word. */
  readonly label?: string;
  readonly children: ReactNode;
}

export function Chip({ pressed, onPressed, label, children }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} aria-label={label} onClick={onPressed}>
      {children}
    </button>
  );
}

interface SpeedChipsProps<Speed extends number> {
  readonly speeds: readonly Speed[];
  readonly speed: Speed;
  readonly onSpeed: (speed: Speed) => void;
  /** Of a speed. */
  readonly wordOf: (speed: Speed) => string;
}

export function SpeedChips<Speed extends number>({ speeds, speed, onSpeed, wordOf }: SpeedChipsProps<Speed>) {
  return speeds.map((each) => (
    <Chip key={each} pressed={speed === each} onPressed={() => onSpeed(each)}>
      {wordOf(each)}
    </Chip>
  ));
}
