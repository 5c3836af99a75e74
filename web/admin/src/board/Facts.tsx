/** What the board tells of one class, a small piece each: rows and cards put them together. */
import { Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconEye, IconMusic } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWhy } from "../classes/useWhy";
import css from "./board.module.css";
import { activeS, type Listed } from "./choosing";
import type { RunningBuild } from "./classes";
import { ago, dayAndTime, minutes, minutesAndSeconds } from "./spans";

type OfClass = Readonly<{ listed: Listed }>;

export function Thumbnail({ listed }: OfClass) {
  if (listed.thumbnail === null) {
    return (
      <span className={css.thumbnail}>
        <IconMusic size={18} aria-hidden />
      </span>
    );
  }
  return <img className={css.thumbnail} src={listed.thumbnail} alt="" loading="lazy" decoding="async" />;
}

export function StateMark({ listed, build }: OfClass & Readonly<{ build: RunningBuild | undefined }>) {
  const { t } = useTranslation("board");
  const percent = build === undefined ? null : Math.floor(build.progress * 100);
  return (
    <div className={css.state} data-state={listed.state}>
      <span className={css.dot} />
      <span>
        {t(`state.${listed.state}`)}
        {percent !== null && <span className={css.percent}>{t("percent", { percent })}</span>}
      </span>
      {percent !== null && (
        <progress className={css.progress} max={100} value={percent} aria-label={t("progress")} />
      )}
    </div>
  );
}

/** The one sentence that says why. */
export function Why({ listed, build }: OfClass & Readonly<{ build: RunningBuild | undefined }>) {
  const said = useWhy(listed, build);
  return (
    <span
      className={css.why}
      title={said.text}
      lang={said.isServers ? "en" : undefined}
      data-state={listed.state}
    >
      {said.text}
    </span>
  );
}

export function Problems({ listed }: OfClass) {
  const { t } = useTranslation("board");
  const count = listed.problems.length;
  if (count === 0) return null;
  const worst = listed.problems[0]?.severity ?? "warning";
  const told = (
    <ul className={css.tellList}>
      {listed.problems.slice(0, 6).map(({ code, sentence }) => (
        <li key={`${code} ${sentence}`}>
          <strong>{t(`problem.${code}`, { defaultValue: "" })}</strong> <span lang="en">{sentence}</span>
        </li>
      ))}
      {count > 6 && <li>{t("more", { count: count - 6 })}</li>}
    </ul>
  );
  return (
    <Tooltip label={told} multiline w={320} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={css.tell} data-severity={worst}>
        <IconAlertTriangle size={14} aria-hidden />
        {t("problems", { count })}
      </button>
    </Tooltip>
  );
}

export function OpenBy({ listed }: OfClass) {
  const { t } = useTranslation("board");
  const [somebody, ...others] = listed.open_by;
  if (somebody === undefined) return null;
  const told = listed.open_by.map(({ name, stage }) => t("openIn", { name, stage: t(`stage.${stage}`) }));
  return (
    <span className={css.openBy} title={told.join("\n")}>
      <IconEye size={14} aria-hidden />
      {others.length === 0
        ? t("openBy", { name: somebody.name })
        : t("openByMore", { name: somebody.name, count: others.length })}
    </span>
  );
}

/** Minutes of active staff; how they divide is told when it is pointed at. */
export function Minutes({ listed }: OfClass) {
  const { t, i18n } = useTranslation("board");
  const total = activeS(listed);
  if (total === 0) return <span className={css.faint}>{t("none")}</span>;
  const told = (
    <dl className={css.stages}>
      {Object.entries(listed.active_s).map(([stage, seconds]) => (
        <div key={stage}>
          <dt>{t(`stage.${stage}`)}</dt>
          <dd>{minutesAndSeconds(seconds)}</dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Tooltip label={told} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={css.tell}>
        {t("minutes", { minutes: minutes(total, i18n.language) })}
      </button>
    </Tooltip>
  );
}

export function Updated({ listed, nowMs }: OfClass & Readonly<{ nowMs: number }>) {
  const { i18n } = useTranslation("board");
  const { language } = i18n;
  return (
    <time
      dateTime={listed.updated_at}
      title={dayAndTime(listed.updated_at, language)}
      className={css.updated}
    >
      {ago(Date.parse(listed.updated_at), nowMs, language)}
    </time>
  );
}
