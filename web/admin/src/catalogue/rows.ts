/** Songs and dancers as the server has them: lists, single rows with their ETags, creates and edits. */
import { api, type Shape, told, toldWithResponse } from "@eightcount/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

export type Song = Shape<"SongShown">;
export type Dancer = Shape<"DancerShown">;
export type Listed = Shape<"ClassListed">;
export type WithETag<Row> = Readonly<{ row: Row; etag: string }>;

const PAGE = 100;

export function useSongs(q: string) {
  return useInfiniteQuery({
    queryKey: ["songs", q],
    queryFn: ({ pageParam: after }) =>
      told(api.GET("/api/v1/songs", { params: { query: { ...(q && { q }), limit: PAGE, after } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

export function useDancers(q: string) {
  return useInfiniteQuery({
    queryKey: ["dancers", q],
    queryFn: ({ pageParam: after }) =>
      told(api.GET("/api/v1/dancers", { params: { query: { ...(q && { q }), limit: PAGE, after } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

export function useSong(id: string) {
  return useQuery({
    queryKey: ["song", id],
    queryFn: async (): Promise<WithETag<Song>> => {
      const asked = api.GET("/api/v1/songs/{id}", { params: { path: { id } } });
      const { data, response } = await toldWithResponse(asked);
      return { row: data, etag: response.headers.get("ETag") ?? "" };
    },
  });
}

export function useDancer(id: string) {
  return useQuery({
    queryKey: ["dancer", id],
    queryFn: async (): Promise<WithETag<Dancer>> => {
      const asked = api.GET("/api/v1/dancers/{id}", { params: { path: { id } } });
      const { data, response } = await toldWithResponse(asked);
      return { row: data, etag: response.headers.get("ETag") ?? "" };
    },
  });
}

/** The classes of a song or of a dancer. */
export function useUsedBy(of: Readonly<{ song_id: string } | { dancer_id: string }>) {
  return useQuery({
    queryKey: ["classes", of],
    queryFn: () => told(api.GET("/api/v1/classes", { params: { query: { ...of, limit: PAGE } } })),
  });
}

function useAfresh(...nouns: readonly string[]) {
  const queries = useQueryClient();
  return () => Promise.all(nouns.map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
}

export function useMakeSong() {
  const afresh = useAfresh("songs");
  return useMutation({
    mutationFn: (body: Shape<"SongCreate">) => told(api.POST("/api/v1/songs", { body })),
    onSuccess: afresh,
  });
}

export function useMakeDancer() {
  const afresh = useAfresh("dancers");
  return useMutation({
    mutationFn: (body: Shape<"DancerCreate">) => told(api.POST("/api/v1/dancers", { body })),
    onSuccess: afresh,
  });
}

type Edit<Body> = Readonly<{ id: string; etag: string; body: Body }>;

export function useEditSong() {
  const afresh = useAfresh("songs", "song", "classes", "class");
  return useMutation({
    mutationFn: ({ id, etag, body }: Edit<Shape<"SongEdit">>) => {
      const params = { path: { id }, header: { "if-match": etag } };
      return told(api.PATCH("/api/v1/songs/{id}", { params, body }));
    },
    onSuccess: afresh,
  });
}

export function useEditDancer() {
  const afresh = useAfresh("dancers", "dancer", "classes", "class");
  return useMutation({
    mutationFn: ({ id, etag, body }: Edit<Shape<"DancerEdit">>) => {
      const params = { path: { id }, header: { "if-match": etag } };
      return told(api.PATCH("/api/v1/dancers/{id}", { params, body }));
    },
    onSuccess: afresh,
  });
}

/** Where the bytes of an original are. */
export const contentOf = (sha256: string) => `/api/v1/originals/${sha256}/content`;
