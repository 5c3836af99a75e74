import { Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { Suspense, useMemo } from "react";
import { Outlet, useLocation, useParams } from "react-router";
import { Waiting } from "../app/Waiting";
import { ClassHeader } from "./ClassHeader";
import { ClassMissing } from "./ClassMissing";
import { ClassTabs } from "./ClassTabs";
import type { Stage } from "./presenceCalls";
import { classKey, type OpenClass, OpenClassContext, useClassRow, useEditClass } from "./useClass";
import { PresenceContext, useTellingPresence } from "./usePresence";

// The frame comes with its words: React holds every further wait back for 300 ms.
await i18next.loadNamespaces(["classes", "board"]);

const STAGES: Readonly<Record<string, Stage>> = {
  alignment: "align",
  beats: "beats",
  poses: "poses",
  publish: "publish",
};

/** The frame of one class: what it is, how it stands, what to do next, and its rooms. */
export function ClassPage() {
  const { slug = "" } = useParams();
  const row = useClassRow(slug);
  if (row.isError && row.data === undefined) return <ClassMissing error={row.error} />;
  if (row.data === undefined) return <Waiting />;
  return <Frame key={slug} slug={slug} read={row.data} />;
}

function Frame({ slug, read }: Readonly<{ slug: string; read: Pick<OpenClass, "row" | "etag"> }>) {
  const queries = useQueryClient();
  const edit = useEditClass(slug);
  const room = useLocation().pathname.split("/")[3] ?? "";
  const presence = useTellingPresence(slug, STAGES[room] ?? "overview");
  const open = useMemo(
    () => ({
      ...read,
      slug,
      edit,
      refresh: () => queries.invalidateQueries({ queryKey: classKey(slug) }),
    }),
    [read, slug, edit, queries],
  );
  return (
    <OpenClassContext value={open}>
      <PresenceContext value={presence}>
        <Stack gap="md">
          <ClassHeader />
          <ClassTabs slug={slug} room={room} />
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </Stack>
      </PresenceContext>
    </OpenClassContext>
  );
}
