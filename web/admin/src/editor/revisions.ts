/**
 * The beats of a class on the server, read as a sketch and saved as the next revision. A save names the revision that
 * it was made from; the server refuses it when somebody saved in between.
 */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import { bodyOf, sketchRead } from "./core/saving";
import { EMPTY, type Sketch } from "./core/sketch";

/** What lies on the server: an empty sketch of revision 0 before the first save. */
export type Draft = {
  readonly sketch: Sketch;
  /** A person said of the whole: these beats are right. */
  readonly confirmed: boolean;
  readonly by: string | null;
  readonly at: string | null;
  readonly problems: readonly ServerProblem[];
};

export type ServerProblem = Shape<"ProblemOfBeats">;

const NONE: Draft = { sketch: EMPTY, confirmed: false, by: null, at: null, problems: [] };

/** @throws ProblemError, UnreachableError as the server answers. */
export async function readDraft(slug: string): Promise<Draft> {
  try {
    const shown = await told(
      api.GET("/api/v1/classes/{class_name}/beats", { params: { path: { class_name: slug } } }),
    );
    return draftOf(shown as Shape<"BeatsShown">);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404 && error.code === "no-beats") return NONE;
    throw error;
  }
}

/**
 * Saves on top of the revision that the sketch names.
 *
 * @throws ProblemError with status 412 when somebody saved since; UnreachableError without network.
 */
export async function saveDraft(slug: string, sketch: Sketch, confirmed: boolean, note = ""): Promise<Draft> {
  const shown = await told(
    api.PUT("/api/v1/classes/{class_name}/beats", {
      params: {
        path: { class_name: slug },
        header: { "if-match": `"${sketch.revision}"` },
        query: note === "" ? {} : { note },
      },
      body: sent(sketch, confirmed),
    }),
  );
  return draftOf(shown);
}

/** Beats are right when a person says so of the whole, whatever was said of single marks. */
function sent(sketch: Sketch, confirmed: boolean) {
  const { beats_s, part_names, marks } = bodyOf(sketch);
  return {
    format: 1 as const,
    beats_s: [...beats_s],
    part_names: [...part_names],
    marks: [...marks],
    confirmed,
  };
}

function draftOf(shown: Shape<"BeatsShown">): Draft {
  return {
    sketch: sketchRead(shown),
    confirmed: shown.confirmed,
    by: shown.created_by,
    at: shown.created_at,
    problems: shown.problems,
  };
}
