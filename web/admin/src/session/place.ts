/**
 * The page to come back to from an identity provider, which knows nothing of our pages. It is kept for this
 * tab alone, and taken once.
 */
const KEPT_AS = "eightcount.place";

export function keepPlace(page: string): void {
  sessionStorage.setItem(KEPT_AS, page);
}

/** The place as it is kept, or null. */
export function keptPlace(): string | null {
  return sessionStorage.getItem(KEPT_AS);
}

export function takePlace(): string | null {
  const place = keptPlace();
  sessionStorage.removeItem(KEPT_AS);
  return place;
}
