/** A logged value as people read it. Pure. */

const LONGEST = 80;
/** A sha256 says nothing to people but whether it is another one. */
const HASH = /^[0-9a-f]{64}$/;
const HASH_SHOWN = 8;

/** Null where there is nothing. */
export function valueInWords(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (Array.isArray(value)) return value.length === 0 ? null : shortened(value.map(plain).join(", "));
  if (typeof value === "object") {
    const pairs = Object.entries(value).map(([name, one]) => `${name}: ${plain(one)}`);
    return pairs.length === 0 ? null : shortened(pairs.join(", "));
  }
  return shortened(plain(value));
}

function plain(value: unknown): string {
  if (typeof value === "string") return HASH.test(value) ? `${value.slice(0, HASH_SHOWN)}…` : value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
