/**
 * Passes of taps: what a person tapped while the song played once, as it was heard, nothing taken off. The raw pass
 * goes to the server and is never changed; what its marks are is reckoned from it anew each time.
 */
import { api, type Shape, told } from "@eightcount/api";
import type { TapPass as CorePass } from "./core/taps/pass";

/** As it is kept: song seconds that were heard at the instants of the taps. */
export type RawPass = CorePass & { readonly device: string };

export type TapPass = RawPass & {
  /** Whether it counts for the marks. */
  readonly used: boolean;
  /** Tapped since the page was opened. */
  readonly fresh: boolean;
};

/** All of this person's passes of the class, the oldest first. */
export async function readPasses(slug: string, account: string): Promise<readonly TapPass[]> {
  const asked = api.GET("/api/v1/classes/{class_name}/taps", { params: { path: { class_name: slug } } });
  const { items } = await told(asked);
  return items
    .filter((item) => item.created_by === account)
    .map(passOf)
    .reverse();
}

/** Sent twice it is kept once. */
export async function sendPass(slug: string, pass: RawPass): Promise<void> {
  await told(
    api.POST("/api/v1/classes/{class_name}/taps", {
      params: { path: { class_name: slug }, header: { "idempotency-key": pass.id } },
      body: {
        rate: pass.rate,
        latency_ms: pass.latencyMs,
        taps_s: [...pass.tapsS],
        device: pass.device,
      },
    }),
  );
}

/** What a person would call this device. */
export function deviceName(): string {
  return `${navigator.platform} ${navigator.userAgent.match(/(?:Firefox|Edg|Chrome|Safari)\/\d+/)?.[0] ?? ""}`.trim();
}

function passOf(shown: Shape<"TapsShown">): TapPass {
  return {
    id: shown.id,
    rate: shown.rate,
    latencyMs: shown.latency_ms,
    tapsS: shown.taps_s,
    device: shown.device,
    used: false,
    fresh: false,
  };
}
