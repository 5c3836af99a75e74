/** Builds of a class as they go: listed once, then told by the server as they change. */
import { api, type Shape, told } from "@eightcount/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useClass } from "../classes/useClass";
import type { Build } from "./timeLeft";

const buildsKey = (slug: string) => ["builds", slug] as const;
const SHOWN = 8;

/** The newest builds of the class, newest first. */
export function useBuilds(slug: string) {
  return useQuery({
    queryKey: buildsKey(slug),
    queryFn: () =>
      told(
        api.GET("/api/v1/classes/{class_name}/builds", {
          params: { path: { class_name: slug }, query: { limit: SHOWN } },
        }),
      ),
  });
}

/**
 * Follow a build that runs by its events, into the list of builds. The browser asks again by itself when the
 * stream breaks; when the build has ended the class is read afresh.
 */
export function useFollowed(slug: string, build: Build | undefined): void {
  const queries = useQueryClient();
  const { refresh } = useClass();
  const id = build?.state === "running" ? build.id : null;
  useEffect(() => {
    if (id === null) return;
    const events = new EventSource(`/api/v1/builds/${id}/events`);
    events.addEventListener("build", (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as Build;
      queries.setQueryData(buildsKey(slug), (list: Shape<"BuildList"> | undefined) =>
        list === undefined
          ? list
          : { ...list, items: list.items.map((item) => (item.id === now.id ? now : item)) },
      );
      if (now.state === "running") return;
      events.close();
      void refresh();
    });
    return () => events.close();
  }, [id, slug, queries, refresh]);
}

/** Start, retry and abort; each reads builds and class afresh. */
export function useBuildDeeds(slug: string) {
  const queries = useQueryClient();
  const { refresh } = useClass();
  const afresh = () => Promise.all([queries.invalidateQueries({ queryKey: buildsKey(slug) }), refresh()]);
  const of = (build: Build) => ({ params: { path: { id: build.id } } });
  return {
    start: useMutation({
      mutationFn: () =>
        told(
          api.POST("/api/v1/classes/{class_name}/builds", {
            params: { path: { class_name: slug } },
            body: {},
          }),
        ),
      onSettled: afresh,
    }),
    retry: useMutation({
      mutationFn: (build: Build) => told(api.POST("/api/v1/builds/{id}/retry", of(build))),
      onSettled: afresh,
    }),
    abort: useMutation({
      mutationFn: (build: Build) => told(api.POST("/api/v1/builds/{id}/abort", of(build))),
      onSettled: afresh,
    }),
  };
}
