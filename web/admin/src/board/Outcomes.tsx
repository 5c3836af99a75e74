import { api, told } from "@eightcount/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { WarningWords } from "../publish/Warnings";
import css from "./board.module.css";
import type { Action, Item, Outcome } from "./bulk";
import { type Listed, titleOf } from "./choosing";

type Props = Readonly<{ items: readonly Item[]; action: Action; withChanges: boolean }>;

/** Every class of an action with its outcome, those that failed first once there are some. */
export function Outcomes({ items, action, withChanges }: Props) {
  const { t, i18n } = useTranslation("board");
  const failed = items.filter(({ outcome }) => outcome.state === "failed");
  const others = items.filter(({ outcome }) => outcome.state !== "failed");
  const channel = withChanges && action.kind === "publish" ? action.channel : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keyboard
    <ul className={css.outcomes} aria-label={t("bulk.list")} tabIndex={0}>
      {[...failed, ...others].map(({ listed, outcome }) => (
        <li key={listed.id} className={css.outcome} data-outcome={outcome.state}>
          <span className={css.line} title={titleOf(listed, i18n.language)}>
            {titleOf(listed, i18n.language)}
          </span>
          {channel !== null && outcome.state === "waiting" ? (
            <Changes listed={listed} channel={channel} />
          ) : (
            <OutcomeWords outcome={outcome} kind={action.kind} />
          )}
        </li>
      ))}
    </ul>
  );
}

function OutcomeWords({ outcome, kind }: Readonly<{ outcome: Outcome; kind: Action["kind"] }>) {
  const { t } = useTranslation("board");
  switch (outcome.state) {
    case "skipped":
      return <span>{t(`bulk.skipped.${outcome.reason}`)}</span>;
    case "failed":
      return <span lang="en">{outcome.sentence}</span>;
    case "done":
      return <span>{t(`bulk.outcome.done.${kind}`)}</span>;
    case "waiting":
    case "running":
      return <span>{t(`bulk.outcome.${outcome.state}`)}</span>;
  }
}

/** What publishing would change for devices, in meaning, as the server says it; and what to know before. */
function Changes({ listed, channel }: Readonly<{ listed: Listed; channel: "staging" | "production" }>) {
  const { t } = useTranslation(["board", "publish"]);
  const params = { path: { class_name: listed.slug }, query: { channel } };
  const diff = useQuery({
    queryKey: ["classes", "diff", listed.slug, channel, listed.updated_at],
    queryFn: () => told(api.GET("/api/v1/classes/{class_name}/diff", { params })),
  });
  if (diff.isError) return <span lang="en">{diff.error.message}</span>;
  if (diff.data === undefined) return <span>{t("bulk.outcome.waiting")}</span>;
  return (
    <span>
      <span lang="en">{diff.data.sentence}</span>
      {diff.data.warnings.map((warning) => (
        <span key={warning.code} className={css.warned}>
          <IconAlertTriangle size={14} aria-label={t("publish:warning.title")} />{" "}
          <WarningWords warning={warning} />
        </span>
      ))}
    </span>
  );
}
