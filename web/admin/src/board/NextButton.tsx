import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { nextThing } from "../classes/next";
import css from "./board.module.css";
import { type Listed, titleOf } from "./choosing";
import type { Deeds } from "./deeds";

type Props = Readonly<{ listed: Listed; scopes: readonly string[]; deeds: Deeds; isBusy: boolean }>;

/** The one button that does, or leads to, the next thing; who may not do it is told who may. The row itself tells
 * how far it is with what goes on by itself. */
export function NextButton({ listed, scopes, deeds, isBusy }: Props) {
  const { t, i18n } = useTranslation("board");
  const next = nextThing(listed);
  if (next.kind === "nothing" || next.kind === "watch") return null;
  if (!scopes.includes(next.scope)) return <span className={css.faint}>{t(`waitsFor.${next.scope}`)}</span>;
  const name = t(`next.${next.name}`);
  const label = t("next.of", { name, title: titleOf(listed, i18n.language) });
  const looks = {
    size: "compact-sm",
    variant: "light",
    fw: 500,
    "aria-label": label,
    "data-next": true,
  } as const;
  if (next.kind === "go") {
    return (
      <Button {...looks} component={Link} to={next.to}>
        {name}
      </Button>
    );
  }
  return (
    <Button {...looks} loading={isBusy} onClick={() => deeds.start(listed, next.deed)}>
      {name}
    </Button>
  );
}
