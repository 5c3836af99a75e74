import { Button, CloseButton, Text } from "@mantine/core";
import { IconHammer, IconRefresh, IconRocket, IconUserPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Scope } from "../classes/next";
import { BulkDialog } from "./BulkDialog";
import css from "./board.module.css";
import type { Action } from "./bulk";
import type { Listed } from "./choosing";

type Offer = Readonly<{ name: string; scope: Scope; icon: ReactNode; action: Action }>;

const OFFERS: readonly Offer[] = [
  {
    name: "assign",
    scope: "author",
    icon: <IconUserPlus size={16} />,
    action: { kind: "assign", ownerId: null, ownerName: "" },
  },
  { name: "retry", scope: "build", icon: <IconRefresh size={16} />, action: { kind: "retry" } },
  { name: "rebuild", scope: "build", icon: <IconHammer size={16} />, action: { kind: "rebuild" } },
  {
    name: "staging",
    scope: "publish",
    icon: <IconRocket size={16} />,
    action: { kind: "publish", channel: "staging" },
  },
  {
    name: "production",
    scope: "publish",
    icon: <IconRocket size={16} />,
    action: { kind: "publish", channel: "production" },
  },
];

type Props = Readonly<{ chosen: readonly Listed[]; scopes: readonly string[]; onClear: () => void }>;
/** The classes as they were when the action was asked for: the list does not change under one's hands. */
type Asked = Readonly<{ action: Action; classes: readonly Listed[] }>;

/** What can be done with the selected classes; each action is confirmed, and tells how each class came out. */
export function BulkBar({ chosen, scopes, onClear }: Props) {
  const { t } = useTranslation("board");
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <section className={css.bar} aria-label={t("bulk.bar")}>
        <Text size="sm" fw={600} me="xs" className={css.selected} role="status">
          {t("bulk.selected", { count: chosen.length })}
        </Text>
        {OFFERS.filter(({ scope }) => scopes.includes(scope)).map(({ name, icon, action }) => (
          <Button
            key={name}
            size="xs"
            variant="default"
            leftSection={icon}
            onClick={() => setAsked({ action, classes: chosen })}
          >
            {t(`bulk.${name}`)}
          </Button>
        ))}
        <CloseButton aria-label={t("bulk.clear")} onClick={onClear} />
      </section>
      {asked !== null && (
        <BulkDialog action={asked.action} classes={asked.classes} onClose={() => setAsked(null)} />
      )}
    </>
  );
}
