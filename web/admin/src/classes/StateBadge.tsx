import type { Shape } from "@eightcount/api";
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

type State = Shape<"ClassListed">["state"];

const COLOUR: Record<State, string> = {
  needs_take: "gray",
  needs_beats: "yellow",
  building: "blue",
  ready: "teal",
  published: "green",
  failed: "red",
};

/** Where a class stands, in a word and a colour. */
export function StateBadge({ state }: Readonly<{ state: State }>) {
  const { t } = useTranslation("board");
  return (
    <Badge variant="light" color={COLOUR[state]} style={{ flexShrink: 0 }}>
      {t(`state.${state}`)}
    </Badge>
  );
}
