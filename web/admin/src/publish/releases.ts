/** What of a class is live where, what publishing would change, and the deeds: publish, roll back, withdraw. */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useClass } from "../classes/useClass";

export const CHANNELS = ["staging", "production"] as const;
export type Channel = (typeof CHANNELS)[number];
export type Release = Shape<"ReleaseShown">;

const PENDING_MS = 700;
const SHOWN = 100;

const releasesKey = (slug: string) => ["releases", slug] as const;

/** Releases of the class on both channels, newest first; looked at often while one is on its way. */
export function useReleases(slug: string) {
  return useQuery({
    queryKey: releasesKey(slug),
    queryFn: () =>
      told(
        api.GET("/api/v1/classes/{class_name}/releases", {
          params: { path: { class_name: slug }, query: { limit: SHOWN } },
        }),
      ),
    refetchInterval: (query) =>
      query.state.data?.items.some((release) => release.state === "pending") ? PENDING_MS : false,
  });
}

/** The newest pack beside what is live there; null where there is no pack yet. `upon` makes it be asked again. */
export function useDiff(slug: string, channel: Channel, upon: readonly unknown[]) {
  return useQuery({
    queryKey: ["diff", slug, channel, ...upon],
    queryFn: async () => {
      try {
        return await told(
          api.GET("/api/v1/classes/{class_name}/diff", {
            params: { path: { class_name: slug }, query: { channel } },
          }),
        );
      } catch (error) {
        if (error instanceof ProblemError && error.code === "no-pack") return null;
        throw error;
      }
    },
  });
}

/** Publish the newest pack, roll back to the one before, or take the class from a channel. */
export function useReleaseDeeds(slug: string) {
  const queries = useQueryClient();
  const { refresh } = useClass();
  const onSettled = () =>
    Promise.all([queries.invalidateQueries({ queryKey: releasesKey(slug) }), refresh()]);
  const asked = (channel: Channel) => ({
    params: { path: { class_name: slug } },
    body: { channel, note: "" },
  });
  return {
    publish: useMutation({
      mutationFn: (channel: Channel) =>
        told(api.POST("/api/v1/classes/{class_name}/releases", asked(channel))),
      onSettled,
    }),
    rollback: useMutation({
      mutationFn: (channel: Channel) =>
        told(api.POST("/api/v1/classes/{class_name}/rollback", asked(channel))),
      onSettled,
    }),
    withdraw: useMutation({
      mutationFn: (channel: Channel) =>
        told(api.POST("/api/v1/classes/{class_name}/withdraw", asked(channel))),
      onSettled,
    }),
  };
}
