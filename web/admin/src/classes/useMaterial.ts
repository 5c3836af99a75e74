/** What the server has prepared of the open class to see and to hear; see `GET /classes/{class}/material`. */
import { api, ProblemError, type Shape, told, UnreachableError } from "@eightcount/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ClassRow, useClass } from "./useClass";

export type Material = Shape<"MaterialShown">;
export type Files = Material["files"];

const WHILE_BUILDING_MS = 2_000;

/** Read anew when a build goes on, and when take, song or the place of the song change. */
export function useMaterial() {
  const { slug, row } = useClass();
  return useQuery({
    queryKey: ["material", slug, ...upon(row)],
    queryFn: () =>
      told(api.GET("/api/v1/classes/{class_name}/material", { params: { path: { class_name: slug } } })),
    refetchInterval: row.next === "wait" ? WHILE_BUILDING_MS : false,
    placeholderData: keepPreviousData,
  });
}

function upon({ take, build, alignment }: ClassRow): readonly unknown[] {
  return [take, build?.id, build?.state, alignment?.offset_s, alignment?.rate, alignment?.decided];
}

/** A JSON file of the material, read once: what lies at its address never changes. Null while there is none. */
export function useJsonFile<T>(file: Files[string] | undefined, read: (document: unknown) => T) {
  return useQuery({
    queryKey: ["file", file?.url ?? null],
    queryFn: async () => (file === undefined ? null : read(await (await opened(file.url)).json())),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** @throws ProblemError, UnreachableError as the server answers. */
export async function opened(url: string): Promise<Response> {
  const answer = await fetch(url, { credentials: "same-origin" }).catch((cause: unknown) => {
    throw new UnreachableError("The server does not answer.", { cause });
  });
  if (answer.ok) return answer;
  throw new ProblemError(answer.status, `http-${answer.status}`, `The server answered ${answer.status}.`);
}
