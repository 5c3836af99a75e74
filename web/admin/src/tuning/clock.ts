/** Two clocks: the class's video, and the practice's own. `class_s = offset_s + rate * practice_s`. Pure. */

export type Tie = Readonly<{ offsetS: number; rate: number }>;

/** Where in the practice the class stands at an instant. */
export function practiceAt(classS: number, { offsetS, rate }: Tie): number {
  return (classS - offsetS) / rate;
}

export function classAt(practiceS: number, { offsetS, rate }: Tie): number {
  return offsetS + rate * practiceS;
}
