/** Passwords that are made, not thought of. */

/** 32 signs, none of which is mistaken for another when somebody reads them out: no i, l, o, 0, 1. */
const SIGNS = "abcdefghjkmnpqrstuvwxyz23456789+";
const GROUPS = 4;
const SIGNS_IN_GROUP = 5;

/** The shortest that the server takes. */
export const SHORTEST = 12;

/** 100 random bits in four groups, as "k7fxa-9mpdq-…". */
export function madePassword(): string {
  const random = crypto.getRandomValues(new Uint8Array(GROUPS * SIGNS_IN_GROUP));
  const signs = Array.from(random, (byte) => SIGNS[byte % SIGNS.length] ?? "");
  return Array.from({ length: GROUPS }, (_, group) =>
    signs.slice(group * SIGNS_IN_GROUP, (group + 1) * SIGNS_IN_GROUP).join(""),
  ).join("-");
}
