/** What a lesson or a dance is asked for by, in its address: `parts=1,2&speed=0.5&mirror=1`. Pure. */

import type { Wishes } from "../graph/types";

type Asked = Pick<Wishes, "parts" | "speed" | "mirrored">;

export function queryOf({ parts, speed, mirrored }: Asked): string {
  return `parts=${parts.join(",")}&speed=${speed}${mirrored ? "&mirror=1" : ""}`;
}

/** Whether an address asks for the class as in a mirror. */
export function mirroredIn(query: URLSearchParams): boolean {
  return query.get("mirror") === "1";
}
