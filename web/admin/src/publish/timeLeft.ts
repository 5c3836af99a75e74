/** How long a build will still take, from what its steps tell and what earlier builds of the class took. Pure. */
import type { Shape } from "@eightcount/api";

export type Build = Shape<"BuildShown">;
export type Step = Build["steps"][number];

const TOO_EARLY = 0.03;
const POSES = new Set(["pose_scan", "pose_extract"]);

/** Seconds that each step took when it was last really done, by its name. */
export function lastTook(earlier: readonly Build[]): ReadonlyMap<string, number> {
  const took = new Map<string, number>();
  for (const step of earlier.flatMap((build) => build.steps)) {
    if (step.state === "done" && !step.cached && step.seconds !== null && !took.has(step.name)) {
      took.set(step.name, step.seconds);
    }
  }
  return took;
}

/** Seconds until a step is done; null where nothing tells. A step that is over needs none. */
export function stepLeftS(step: Step, took: ReadonlyMap<string, number>): number | null {
  if (step.state !== "running" && step.state !== "ready" && step.state !== "waiting") return 0;
  const before = took.get(step.name) ?? null;
  if (step.state !== "running" || step.seconds === null) return before;
  if (step.progress > TOO_EARLY) return (step.seconds * (1 - step.progress)) / step.progress;
  return before === null ? null : Math.max(0, before - step.seconds);
}

/**
 * Seconds until the build is done. Steps of one queue follow each other; the queues run beside each other, so the
 * longest of them counts. Shards of a take run beside each other on as many workers as are at them now. Null while a
 * step that runs tells nothing yet.
 */
export function buildLeftS(build: Build, took: ReadonlyMap<string, number>): number | null {
  if (build.state !== "running") return 0;
  const left = build.steps.map((step) => ({ name: step.name, s: stepLeftS(step, took), state: step.state }));
  if (left.some(({ s, state }) => s === null && state === "running")) return null;
  const sumOf = (wanted: (name: string) => boolean) =>
    left.filter(({ name }) => wanted(name)).reduce((sum, { s }) => sum + (s ?? 0), 0);
  const workers = left.filter(({ name, state }) => name === "pose_scan" && state === "running").length;
  const pose =
    sumOf((name) => name === "pose_scan") / Math.max(1, workers) + sumOf((name) => name === "pose_extract");
  return Math.max(
    pose,
    sumOf((name) => !POSES.has(name)),
  );
}
