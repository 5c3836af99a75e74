/** A choice between a few words, kept on this device; where nothing is kept it holds for the visit. */

export function keptWord<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
  try {
    const kept = localStorage.getItem(name);
    return words.find((word) => word === kept) ?? otherwise;
  } catch {
    return otherwise; // a browser that keeps nothing
  }
}

export function keepWord(name: string, word: string): void {
  try {
    localStorage.setItem(name, word);
  } catch {
    // The choice holds for this visit.
  }
}
