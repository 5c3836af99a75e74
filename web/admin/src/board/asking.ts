/** Asks the server to do an action with a class, and follows it until it is known how it came out. */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import type { Action, Item, Outcome } from "./bulk";
import type { Listed } from "./choosing";

/** So many requests at once leave the server room for everybody else. */
const AT_ONCE = 3;
const LOOK_EVERY_MS = 1_000;

/** What became of a class: a release that nobody follows any more is on its way. */
type Result = "done" | "onItsWay";

/**
 * A release is followed until devices see it where a signal is given, which ends that.
 * @throws ProblemError with the server's sentence; UnreachableError.
 */
export async function carryOut(listed: Listed, action: Action, signal?: AbortSignal): Promise<Result> {
  const path = { class_name: listed.slug };
  switch (action.kind) {
    case "assign":
      // The owner is nobody's draft: whatever else was edited meanwhile stays as it is.
      await told(
        api.PATCH("/api/v1/classes/{class_name}", {
          params: { path, header: { "if-match": "*" } },
          body: { owner_id: action.ownerId },
        }),
      );
      return "done";
    case "retry":
      return retry(listed);
    case "rebuild":
      await told(api.POST("/api/v1/classes/{class_name}/builds", { params: { path }, body: {} }));
      return "done";
    case "publish": {
      const body = { channel: action.channel, note: "" };
      const asked = await told(api.POST("/api/v1/classes/{class_name}/releases", { params: { path }, body }));
      return signal === undefined ? "onItsWay" : followed(asked, signal);
    }
  }
}

/**
 * The action on every class of the list that is waiting for it, a few at a time. One that fails does not
 * hold up the others.
 */
export async function carryOutAll(
  items: readonly Item[],
  action: Action,
  onOutcome: (id: string, outcome: Outcome) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = items.filter(({ outcome }) => outcome.state === "waiting").map(({ listed }) => listed);
  const worker = async () => {
    for (let listed = queue.shift(); listed !== undefined && !signal.aborted; listed = queue.shift()) {
      onOutcome(listed.id, { state: "running" });
      onOutcome(listed.id, await outcomeOf(carryOut(listed, action, signal)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function outcomeOf(asked: Promise<Result>): Promise<Outcome> {
  try {
    return (await asked) === "done" ? { state: "done" } : { state: "skipped", reason: "onItsWay" };
  } catch (error) {
    return { state: "failed", sentence: error instanceof Error ? error.message : String(error) };
  }
}

async function retry(listed: Listed): Promise<Result> {
  const params = { path: { class_name: listed.slug }, query: { limit: 1 } };
  const builds = await told(api.GET("/api/v1/classes/{class_name}/builds", { params }));
  const newest = builds.items[0];
  if (newest === undefined) return carryOut(listed, { kind: "rebuild" });
  await told(api.POST("/api/v1/builds/{id}/retry", { params: { path: { id: newest.id } } }));
  return "done";
}

/** Until devices see the release, or it has failed. */
async function followed(asked: Shape<"ReleaseShown">, signal: AbortSignal): Promise<Result> {
  let release = asked;
  while (release.state === "pending" && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    release = await told(api.GET("/api/v1/releases/{id}", { params: { path: { id: release.id } } }));
  }
  if (release.state === "failed") throw new ProblemError(409, "release-failed", release.sentence);
  return release.state === "pending" ? "onItsWay" : "done";
}
