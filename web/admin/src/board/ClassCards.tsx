import { useMediaQuery } from "@mantine/hooks";
import { memo, type RefObject } from "react";
import css from "./board.module.css";
import { type ClassProps, SelectBox, TitleLink, WhyOrRefused } from "./ClassRow";
import { activeS } from "./choosing";
import { Minutes, OpenBy, Problems, StateMark, Thumbnail, Updated } from "./Facts";
import type { Listing } from "./listing";
import { NextButton } from "./NextButton";
import { useRowWindow } from "./rowWindow";

/** Narrower screens, as phones have, show one beside no other. */
const TWO_COLUMNS = "(min-width: 36em)";
/** A card and the gap under it. */
const ROW_PX = 200;

type Props = Readonly<{ listing: Listing; scopes: readonly string[] }>;

/** Classes as cards, for a tablet or a phone; only those near the screen are in the page. */
export function ClassCards({ listing, scopes }: Props) {
  const { shown } = listing;
  const columns = useMediaQuery(TWO_COLUMNS, true, { getInitialValueInEffect: false }) ? 2 : 1;
  const { holder, first, end } = useRowWindow(shown.length, ROW_PX, columns);
  const below = Math.ceil((shown.length - end) / columns);
  return (
    <div ref={holder as RefObject<HTMLDivElement | null>}>
      <div style={{ height: (first / columns) * ROW_PX }} />
      <ul className={css.cards} data-columns={columns}>
        {shown.slice(first, end).map((listed, index) => (
          <Card
            key={listed.id}
            place={first + index + 1}
            listed={listed}
            build={listing.running.get(listed.id)}
            doing={listing.doing.get(listed.id)}
            isChosen={listing.chosenIds.has(listed.id)}
            onToggle={listing.toggle}
            deeds={listing.deeds}
            scopes={scopes}
            nowMs={listing.nowMs}
          />
        ))}
      </ul>
      <div style={{ height: below * ROW_PX }} />
    </div>
  );
}

const Card = memo(function Card(props: ClassProps) {
  const { listed, build, nowMs } = props;
  return (
    <li className={css.card} data-class={listed.id} data-chosen={props.isChosen}>
      <Thumbnail listed={listed} />
      <div className={css.two}>
        <TitleLink listed={listed} />
        <span className={`${css.line} ${css.faint}`}>
          {listed.song_title} · {listed.song_artist}
        </span>
        <span className={`${css.line} ${css.faint}`}>
          {listed.dancer_name}
          {listed.owner !== null && ` · ${listed.owner.name}`}
        </span>
        <OpenBy listed={listed} />
      </div>
      <SelectBox {...props} />
      <div className={css.cardWhy}>
        <StateMark listed={listed} build={build} />
        <WhyOrRefused {...props} />
      </div>
      <div className={css.cardFoot}>
        <div className={css.cardFacts}>
          <Problems listed={listed} />
          {activeS(listed) > 0 && <Minutes listed={listed} />}
          <Updated listed={listed} nowMs={nowMs} />
        </div>
        <NextButton {...props} isBusy={props.doing?.state === "busy"} />
      </div>
    </li>
  );
});
