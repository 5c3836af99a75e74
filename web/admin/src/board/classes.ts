/**
 * The classes of the board as the server tells them, page by page, and how far what is being built has come.
 * Asks again only for pages on which something is on its way.
 */
import { api, type Shape, told } from "@eightcount/api";
import {
  type QueryClient,
  queryOptions,
  type UseQueryResult,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import type { Listed } from "./choosing";

type ClassPage = Shape<"ClassList">;
export type RunningBuild = Shape<"BuildShown">;

/** Beginning of the key of every list of classes: invalidate it after a change of any class. */
export const CLASSES_KEY = ["classes"] as const;

const PAGE_SIZE = 200;
const LOOK_EVERY_MS = 3_000;
const PROGRESS_EVERY_MS = 2_000;

export type Classes = Readonly<{
  /** In the order in which they were made. */
  items: readonly Listed[];
  /** Whether all pages are here; until then there are more than `items`. */
  isComplete: boolean;
  error: Error | null;
}>;

export function useClasses(): Classes {
  const client = useQueryClient();
  const queries = pagesToAsk(client).map(pageQuery);
  return useQueries({ queries, combine: joined });
}

/** Class id -> its running build; asked for only while there is one. */
export function useRunning(classes: readonly Listed[]): ReadonlyMap<string, RunningBuild> {
  const someBuilds = classes.some((one) => one.state === "building");
  const running = useQuery({
    queryKey: ["builds", "running"],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/builds", { params: { query: { state: "running", limit: PAGE_SIZE } }, signal })),
    enabled: someBuilds,
    refetchInterval: PROGRESS_EVERY_MS,
  });
  return useMemo(() => {
    const builds = someBuilds ? (running.data?.items ?? []) : [];
    return new Map(builds.map((build) => [build.class_id, build]));
  }, [running.data, someBuilds]);
}

/** `after` of every page whose place is known: each page tells where the next one begins. */
function pagesToAsk(client: QueryClient): readonly (string | null)[] {
  const places: (string | null)[] = [null];
  for (;;) {
    const last = places.at(-1) ?? null;
    const next = client.getQueryData<ClassPage>(pageQuery(last).queryKey)?.next ?? null;
    if (next === null) return places;
    places.push(next);
  }
}

function pageQuery(after: string | null) {
  return queryOptions<ClassPage>({
    queryKey: [...CLASSES_KEY, "page", after],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/classes", {
          params: { query: { limit: PAGE_SIZE, ...(after === null ? {} : { after }) } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.next === "wait") === true ? LOOK_EVERY_MS : false,
  });
}

function joined(pages: readonly UseQueryResult<ClassPage, Error>[]): Classes {
  return {
    items: pages.flatMap((page) => page.data?.items ?? []),
    isComplete: pages.every((page) => page.data !== undefined) && pages.at(-1)?.data?.next === null,
    error: pages.find((page) => page.error !== null)?.error ?? null,
  };
}
