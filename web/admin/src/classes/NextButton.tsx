import { api, ProblemError, told } from "@eightcount/api";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useAccount } from "../session/session";
import { nextThing } from "./next";
import { type ClassRow, useClass } from "./useClass";

/** Start a build of the class, or try a failed one again; the board, the class and its builds are read afresh. */
export function useBuilding(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (row: Pick<ClassRow, "next" | "build">) =>
      row.next === "retry" && row.build !== null
        ? told(api.POST("/api/v1/builds/{id}/retry", { params: { path: { id: row.build.id } } }))
        : told(
            api.POST("/api/v1/classes/{class_name}/builds", {
              params: { path: { class_name: slug } },
              body: {},
            }),
          ),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["class", slug] }),
        queries.invalidateQueries({ queryKey: ["builds", slug] }),
        queries.invalidateQueries({ queryKey: ["classes"] }),
      ]),
  });
}

/** The one button that does the next thing; nothing where there is nothing to do or the person is there. */
export function NextButton() {
  const { t } = useTranslation("classes");
  const { row, slug } = useClass();
  const { pathname } = useLocation();
  const building = useBuilding(slug);
  const thing = nextThing(slug, row.next);
  const may = useAccount().scopes.includes("build");
  if (thing.kind === "none" || (thing.kind !== "go" && !may)) return null;
  if (thing.kind === "go") {
    const here = thing.to === pathname;
    return here ? null : (
      <Button component={Link} to={thing.to} variant={row.next === "wait" ? "default" : "filled"} flex="none">
        {t(`next.${row.next}`)}
      </Button>
    );
  }
  return (
    <Stack gap={4} align="end" maw="20rem" flex="none">
      <Button loading={building.isPending} onClick={() => building.mutate(row)}>
        {t(`next.${row.next}`)}
      </Button>
      {building.isError && (
        <Text size="xs" c="red" role="alert" ta="right">
          {building.error instanceof ProblemError ? building.error.sentence : t("shell:unreachable")}
        </Text>
      )}
    </Stack>
  );
}
