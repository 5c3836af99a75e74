/** Asks the server to do an action with a class, and follows it until it is known how it came out. */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import type { Action, Item, Outcome } from "./bulk";
import type { Listed } from "./choosing";

/** So many requests at once leave the server room for everybody else. */
const AT_ONCE = 3;
const LOOK_EVERY_MS = 1_000;

/** @throws ProblemError with the server's sentence; UnreachableError. */
export async function carryOut(listed: Listed, action: Action, signal?: AbortSignal): Promise<void> {
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
      return;
    case "retry":
      return retry(listed);
    case "rebuild":
      await told(api.POST("/api/v1/classes/{class_name}/builds", { params: { path }, body: {} }));
      return;
    case "publish": {
      const body = { channel: action.channel, note: "" };
      const asked = await told(api.POST("/api/v1/classes/{class_name}/releases", { params: { path }, body }));
      return followed(asked, signal);
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

async function outcomeOf(done: Promise<void>): Promise<Outcome> {
  try {
    await done;
    return { state: "done" };
  } catch (error) {
    return { state: "failed", sentence: error instanceof Error ? error.message : String(error) };
  }
}

async function retry(listed: Listed): Promise<void> {
  const params = { path: { class_name: listed.slug }, query: { limit: 1 } };
  const builds = await told(api.GET("/api/v1/classes/{class_name}/builds", { params }));
  const newest = builds.items[0];
  if (newest === undefined) {
    await carryOut(listed, { kind: "rebuild" });
    return;
  }
  await told(api.POST("/api/v1/builds/{id}/retry", { params: { path: { id: newest.id } } }));
}

/** Until devices see the release, or it has failed. */
async function followed(asked: Shape<"ReleaseShown">, signal?: AbortSignal): Promise<void> {
  let release = asked;
  while (release.state === "pending" && signal?.aborted !== true) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    release = await told(api.GET("/api/v1/releases/{id}", { params: { path: { id: release.id } } }));
  }
  if (release.state === "failed") throw new ProblemError(409, "release-failed", release.sentence);
}
