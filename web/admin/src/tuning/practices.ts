/** The stored practices of the open class, with their sheets, and taking one away. */
import { api, type Shape, told } from "@eightcount/api";
import { PackError } from "@eightcount/runtime/classpack";
import { readSheet, type Sheet } from "@eightcount/runtime/scoring";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useClass } from "../classes/useClass";

export type Listed = Shape<"PracticeListed">;
/** `sheet` as it was stored. */
export type Practice = Listed & Readonly<{ sheet: Sheet }>;
/** Both newest first. What another version of the scoring wrote may not be readable by this one. */
export type Stored = Readonly<{
  practices: readonly Practice[];
  unreadable: readonly Readonly<{ listed: Listed; sentence: string }>[];
}>;

const AT_ONCE = 200;
/** Sheets that are asked for at the same time. */
const ABREAST = 4;
const keyOf = (slug: string) => ["practices", slug] as const;

/** All of them, newest first. */
export function usePractices() {
  const { slug } = useClass();
  return useQuery({ queryKey: keyOf(slug), queryFn: () => everyOne(slug) });
}

export function useDeletePractice() {
  const { slug } = useClass();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      told(
        api.DELETE("/api/v1/classes/{class_name}/practices/{id}", {
          params: { path: { class_name: slug, id } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(slug) }),
  });
}

async function everyOne(slug: string): Promise<Stored> {
  const listed: Listed[] = [];
  for (let after: string | null = null; ; ) {
    const query = after === null ? { limit: AT_ONCE } : { limit: AT_ONCE, after };
    const page: Shape<"PracticeList"> = await told(
      api.GET("/api/v1/classes/{class_name}/practices", { params: { path: { class_name: slug }, query } }),
    );
    listed.push(...page.items);
    if (page.next === null) break;
    after = page.next;
  }
  const practices: Practice[] = [];
  const unreadable: { listed: Listed; sentence: string }[] = [];
  for (let k = 0; k < listed.length; k += ABREAST) {
    for (const read of await Promise.all(listed.slice(k, k + ABREAST).map((each) => withSheet(slug, each)))) {
      if ("sheet" in read) practices.push(read);
      else unreadable.push(read);
    }
  }
  return { practices, unreadable };
}

/** A sheet never changes, so it is asked for once. */
async function withSheet(slug: string, listed: Listed) {
  const known = SHEETS.get(listed.id);
  if (known !== undefined) return { ...listed, sheet: known };
  const path = { class_name: slug, id: listed.id };
  const shown = await told(api.GET("/api/v1/classes/{class_name}/practices/{id}", { params: { path } }));
  try {
    const sheet = readSheet(new TextEncoder().encode(JSON.stringify(shown.sheet)));
    SHEETS.set(listed.id, sheet);
    return { ...listed, sheet };
  } catch (fault) {
    if (!(fault instanceof PackError)) throw fault;
    return { listed, sentence: fault.message };
  }
}

const SHEETS = new Map<string, Sheet>();
