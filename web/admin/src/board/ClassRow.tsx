import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import css from "./board.module.css";
import { type Listed, titleOf } from "./choosing";
import type { RunningBuild } from "./classes";
import type { Deeds, Doing } from "./deeds";
import { Minutes, OpenBy, Problems, StateMark, Thumbnail, Updated, Why } from "./Facts";
import { NextButton } from "./NextButton";

export type ClassProps = Readonly<{
  /** 1 is the first. */
  place: number;
  listed: Listed;
  build: RunningBuild | undefined;
  doing: Doing | undefined;
  isChosen: boolean;
  onToggle: (id: string, range: boolean) => void;
  deeds: Deeds;
  scopes: readonly string[];
  nowMs: number;
}>;

/** One class as a row. Its link is what the keys of the board move to. */
export const ClassRow = memo(function ClassRow(props: ClassProps) {
  const { listed, build, isChosen, nowMs } = props;
  return (
    <tr className={css.row} aria-rowindex={props.place} data-chosen={isChosen} data-class={listed.id}>
      <td>
        <SelectBox {...props} />
      </td>
      <td>
        <Thumbnail listed={listed} />
      </td>
      <td>
        <div className={css.two}>
          <TitleLink listed={listed} />
          {listed.open_by.length > 0 ? <OpenBy listed={listed} /> : <Slug listed={listed} />}
        </div>
      </td>
      <td>
        <div className={css.two}>
          <span className={css.line}>{listed.song_title}</span>
          <span className={`${css.line} ${css.faint}`}>{listed.song_artist}</span>
        </div>
      </td>
      <td className={css.line}>{listed.dancer_name}</td>
      <td>
        <StateMark listed={listed} build={build} />
      </td>
      <td>
        <div className={css.next}>
          <div className={css.two}>
            <WhyOrRefused {...props} />
            <Problems listed={listed} />
          </div>
          <NextButton {...props} isBusy={props.doing?.state === "busy"} />
        </div>
      </td>
      <td className={css.line}>{listed.owner?.name ?? <Nobody />}</td>
      <td className={css.end}>
        <Minutes listed={listed} />
      </td>
      <td className={css.end}>
        <Updated listed={listed} nowMs={nowMs} />
      </td>
    </tr>
  );
});

export function TitleLink({ listed }: Readonly<{ listed: Listed }>) {
  const { i18n } = useTranslation("board");
  const title = titleOf(listed, i18n.language);
  return (
    <Link to={`/classes/${listed.slug}`} className={`${css.open} ${css.line}`} data-open title={title}>
      {title}
    </Link>
  );
}

export function SelectBox({ listed, isChosen, onToggle }: ClassProps) {
  const { t, i18n } = useTranslation("board");
  return (
    <input
      type="checkbox"
      className={css.check}
      aria-label={t("select", { title: titleOf(listed, i18n.language) })}
      checked={isChosen}
      onChange={(event) => onToggle(listed.id, (event.nativeEvent as MouseEvent).shiftKey)}
    />
  );
}

/** Why it stands there; or what the server refused when the next thing was asked for. */
export function WhyOrRefused({ listed, build, doing }: ClassProps) {
  if (doing?.state !== "refused") return <Why listed={listed} build={build} />;
  return (
    <span className={`${css.why} ${css.refused}`} role="alert" title={doing.error.message}>
      {doing.error.message}
    </span>
  );
}

function Slug({ listed }: Readonly<{ listed: Listed }>) {
  return <span className={`${css.line} ${css.faint}`}>{listed.slug}</span>;
}

function Nobody() {
  const { t } = useTranslation("board");
  return <span className={css.faint}>{t("none")}</span>;
}
