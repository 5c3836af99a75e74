/** What the server holds of the alignment, and what a person decides of it. */
import { api, type Shape, told } from "@eightcount/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClass } from "../classes/useClass";
import type { Placing } from "./placing";

export type Shown = Shape<"AlignmentShown">;
export type Held =
  | Readonly<{ kind: "shown"; shown: Shown }>
  /** Nothing was found or said yet. */
  | Readonly<{ kind: "missing" }>;

const MISSING: Held = { kind: "missing" };

/** What holds now, as the class tells. */
export function useHeld(): Held {
  const shown = useClass().row.alignment;
  return useMemo(() => (shown === null ? MISSING : { kind: "shown", shown }), [shown]);
}

/** Accept, correct, take back; then everything that follows from it is read afresh. */
export function useDecisions() {
  const { slug, refresh } = useClass();
  const queries = useQueryClient();
  const params = { path: { class_name: slug } };
  const onSettled = () =>
    Promise.all([
      refresh(),
      queries.invalidateQueries({ queryKey: ["material", slug] }),
      queries.invalidateQueries({ queryKey: ["classes"] }),
    ]);
  return {
    accept: useMutation({
      mutationFn: (note: string) =>
        told(api.POST("/api/v1/classes/{class_name}/alignment/accept", { params, body: { note } })),
      onSettled,
    }),
    correct: useMutation({
      mutationFn: ({ placing, note }: Readonly<{ placing: Placing; note: string }>) =>
        told(
          api.PUT("/api/v1/classes/{class_name}/alignment", {
            params,
            body: { offset_s: placing.offsetS, rate: placing.rate, note },
          }),
        ),
      onSettled,
    }),
    reset: useMutation({
      mutationFn: () => told(api.DELETE("/api/v1/classes/{class_name}/alignment", { params })),
      onSettled,
    }),
  };
}
