import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import css from "./board.module.css";
import { ClassRow } from "./ClassRow";
import type { Listing } from "./listing";
import { useRowWindow } from "./rowWindow";
import { allOrNone } from "./selecting";
import { type Sort, sortedBy } from "./view";

const ROW_PX = 58;

type Column = Readonly<{ name: string; width: string; sort?: Sort; atEnd?: true }>;

const COLUMNS: readonly Column[] = [
  { name: "title", width: "16%", sort: "title" },
  { name: "song", width: "14%", sort: "song" },
  { name: "dancer", width: "8%", sort: "dancer" },
  { name: "state", width: "118px", sort: "state" },
  { name: "why", width: "auto" },
  { name: "owner", width: "8%", sort: "owner" },
  { name: "minutes", width: "70px", sort: "minutes", atEnd: true },
  { name: "updated", width: "92px", sort: "updated", atEnd: true },
];

type Props = Readonly<{ listing: Listing; scopes: readonly string[] }>;

/** Classes as rows; only those near the screen are in the page. */
export function ClassTable({ listing, scopes }: Props) {
  const { t } = useTranslation("board");
  const { shown } = listing;
  const { holder, first, end } = useRowWindow(shown.length, ROW_PX);
  return (
    <table className={css.table} aria-label={t("title")} aria-rowcount={shown.length + 1}>
      <colgroup>
        <col style={{ width: "36px" }} />
        <col style={{ width: "60px" }} />
        {COLUMNS.map(({ name, width }) => (
          <col key={name} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">
            <SelectAll listing={listing} />
          </th>
          <th scope="col" aria-label={t("column.picture")} />
          {COLUMNS.map((column) => (
            <Head key={column.name} column={column} listing={listing} />
          ))}
        </tr>
      </thead>
      <tbody ref={holder as RefObject<HTMLTableSectionElement | null>}>
        <Space rows={first} />
        {shown.slice(first, end).map((listed, index) => (
          <ClassRow
            key={listed.id}
            place={first + index + 2}
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
        <Space rows={shown.length - end} />
      </tbody>
    </table>
  );
}

function Space({ rows }: Readonly<{ rows: number }>) {
  if (rows <= 0) return null;
  return (
    <tr className={css.space} aria-hidden>
      <td colSpan={COLUMNS.length + 2} style={{ height: rows * ROW_PX }} />
    </tr>
  );
}

function Head({ column, listing }: Readonly<{ column: Column; listing: Listing }>) {
  const { t } = useTranslation("board");
  const { view, setView } = listing;
  const { name, sort } = column;
  const className = column.atEnd ? css.end : undefined;
  if (sort === undefined) {
    return (
      <th scope="col" className={className}>
        {t(`column.${name}`)}
      </th>
    );
  }
  const isSorted = view.sort === sort;
  const Arrow = view.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (view.descending ? "descending" : "ascending") : undefined}
    >
      <button type="button" className={css.sort} onClick={() => setView(sortedBy(view, sort))}>
        {t(`column.${name}`)}
        {isSorted && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

function SelectAll({ listing }: Readonly<{ listing: Listing }>) {
  const { t } = useTranslation("board");
  const { shown, chosen, chosenIds, choose } = listing;
  const some = chosen.length > 0 && chosen.length < shown.length;
  return (
    <input
      type="checkbox"
      className={css.check}
      aria-label={t("selectAll")}
      checked={chosen.length > 0 && !some}
      ref={(box) => {
        if (box !== null) box.indeterminate = some;
      }}
      onChange={() => choose(allOrNone(chosenIds, shown))}
    />
  );
}
