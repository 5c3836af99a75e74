import { api, told } from "@eightcount/api";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useSentence } from "../app/useSentence";
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

/** The one button that goes on with the class; who may not is told who may. Publishing leads to where it shows
 * what will change; nothing where there is nothing to do or the person is there. */
export function NextButton() {
  const { t } = useTranslation("board");
  const { row } = useClass();
  const { pathname } = useLocation();
  const { scopes } = useAccount();
  const thing = nextThing(row);
  if (thing.kind === "nothing") return null;
  if (thing.kind !== "watch" && !scopes.includes(thing.scope)) {
    return (
      <Text size="sm" c="dimmed" flex="none">
        {t(`waitsFor.${thing.scope}`)}
      </Text>
    );
  }
  if (thing.kind === "do" && thing.deed !== "publish_staging") return <Build name={thing.name} />;
  if (thing.to === pathname) return null;
  return (
    <Button
      component={Link}
      to={thing.to}
      variant={thing.kind === "watch" ? "default" : "filled"}
      flex="none"
    >
      {t(`next.${thing.kind === "do" ? "publish" : thing.name}`)}
    </Button>
  );
}

function Build({ name }: Readonly<{ name: string }>) {
  const { t } = useTranslation("board");
  const { row, slug } = useClass();
  const sentence = useSentence();
  const building = useBuilding(slug);
  return (
    <Stack gap={4} align="end" maw="20rem" flex="none">
      <Button loading={building.isPending} onClick={() => building.mutate(row)}>
        {t(`next.${name}`)}
      </Button>
      {building.isError && (
        <Text size="xs" c="red" role="alert" ta="right">
          {sentence(building.error)}
        </Text>
      )}
    </Stack>
  );
}
