/**
 * The class whose page is shown: its row, its ETag, and edits that lose nobody's work.
 * An edit that meets another one throws `ClassChangedError`, which says what changed meanwhile.
 */
import { api, ProblemError, type Shape, toldWithResponse } from "@eightcount/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { changesBetween, type FieldChange } from "./changes";

export type ClassRow = Shape<"ClassShown">;
export type ClassChanges = Shape<"ClassEdit">;
type Read = Readonly<{ row: ClassRow; etag: string }>;

/** Somebody else has edited the class since it was read. */
export class ClassChangedError extends Error {
  override readonly name = "ClassChangedError";
  constructor(
    readonly fresh: Read,
    readonly changes: readonly FieldChange[],
  ) {
    super("The class has changed since it was read.");
  }
}

export const classKey = (slug: string) => ["class", slug] as const;

const WHILE_BUILDING_MS = 2_000;
const OTHERWISE_MS = 30_000;

async function read(slug: string): Promise<Read> {
  const asked = api.GET("/api/v1/classes/{class_name}", { params: { path: { class_name: slug } } });
  const { data, response } = await toldWithResponse(asked);
  return { row: data, etag: response.headers.get("ETag") ?? `"${data.version}"` };
}

/** The class of that slug, looked at more often while a build runs. */
export function useClassRow(slug: string) {
  return useQuery({
    queryKey: classKey(slug),
    queryFn: () => read(slug),
    refetchInterval: (query) => (query.state.data?.row.next === "wait" ? WHILE_BUILDING_MS : OTHERWISE_MS),
  });
}

async function send(slug: string, changes: ClassChanges, base: Read): Promise<Read> {
  try {
    const asked = api.PATCH("/api/v1/classes/{class_name}", {
      params: { path: { class_name: slug }, header: { "if-match": base.etag } },
      body: changes,
    });
    const { data, response } = await toldWithResponse(asked);
    return { row: data, etag: response.headers.get("ETag") ?? `"${data.version}"` };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 412) throw error;
    const fresh = await read(slug);
    throw new ClassChangedError(fresh, changesBetween(base.row, fresh.row));
  }
}

type ClassEditing = Readonly<{ changes: ClassChanges; base?: Read }>;

/** Edit the class. `base` is what the edit was made upon; the row as it is shown when it is left out. */
export function useEditClass(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ changes, base }: ClassEditing) => {
      const upon = base ?? queries.getQueryData<Read>(classKey(slug)) ?? (await read(slug));
      return send(slug, changes, upon);
    },
    onSuccess: (saved) => {
      queries.setQueryData(classKey(slug), saved);
      void queries.invalidateQueries({ queryKey: ["classes"] });
    },
  });
}

export type OpenClass = Read &
  Readonly<{
    slug: string;
    edit: ReturnType<typeof useEditClass>;
    /** Ask the server again now, as after a save of another room. */
    refresh: () => Promise<void>;
  }>;

export const OpenClassContext = createContext<OpenClass | null>(null);

/** The class whose page this is; only inside of its frame. */
export function useClass(): OpenClass {
  const open = useContext(OpenClassContext);
  if (open === null) throw new Error("useClass belongs inside of the page of a class");
  return open;
}
