/** API keys as admins see, make and revoke them. */
import { api, type Shape, told } from "@eightcount/api";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

export type Key = Shape<"KeyShown">;
export const SCOPES = ["read", "author", "review", "build", "publish", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

const KEY = ["keys"] as const;
const PAGE_SIZE = 200;

export function useKeys() {
  return useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      told(
        api.GET("/api/v1/keys", {
          params: { query: { limit: PAGE_SIZE, ...(pageParam !== null && { after: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useCreateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Shape<"KeyCreate">) => told(api.POST("/api/v1/keys", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: Key) => told(api.DELETE("/api/v1/keys/{id}", { params: { path: { id: key.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
