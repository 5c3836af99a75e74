/** Accounts as admins see and change them. */
import { api, type Shape, told } from "@eightcount/api";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

export type Account = Shape<"AccountShown">;
export const ROLES = ["author", "reviewer", "publisher", "admin"] as const;
export type Role = (typeof ROLES)[number];

const KEY = ["accounts"] as const;
const PAGE_SIZE = 200;

export function useAccounts() {
  return useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      told(
        api.GET("/api/v1/accounts", {
          params: { query: { limit: PAGE_SIZE, ...(pageParam !== null && { after: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useCreateAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Shape<"AccountCreate">) => told(api.POST("/api/v1/accounts", { body })),
    onSuccess: () => refresh(client),
  });
}

export type AccountEditing = Readonly<{ account: Account; changes: Shape<"AccountEdit"> }>;

export function useEditAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ account, changes }: AccountEditing) =>
      told(api.PATCH("/api/v1/accounts/{id}", { params: { path: { id: account.id } }, body: changes })),
    onSuccess: () => refresh(client),
  });
}

async function refresh(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: KEY }),
    client.invalidateQueries({ queryKey: ["people"] }),
  ]);
}
