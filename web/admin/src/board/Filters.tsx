import { ActionIcon, Button, Kbd, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconSearch } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { later } from "../app/later";
import { useAccount } from "../session/session";
import css from "./board.module.css";
import type { ChoiceProps } from "./ChoiceField";
import type { Listing } from "./listing";
import { isFiltered, NOBODY, SORTS, type Sort, STATES, sortedBy, withState } from "./view";

const ChoiceField = later(() => import("./ChoiceField").then((room) => room.ChoiceField));

/** Where `/` leads. */
export const SEARCH_ID = "board-search";

type Props = Readonly<{ listing: Listing; withOrder: boolean }>;

/** What the board shows: words, states with their counts, song, dancer, owner; for cards also the order. */
export function Filters({ listing, withOrder }: Props) {
  const { t } = useTranslation("board");
  const { view, setView } = listing;
  return (
    <>
      <search className={css.toolbar}>
        <TextInput
          id={SEARCH_ID}
          type="search"
          w={300}
          size="sm"
          aria-label={t("search")}
          placeholder={t("searchHint")}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={<Kbd size="xs">/</Kbd>}
          rightSectionPointerEvents="none"
          value={view.words}
          onChange={(event) => setView({ ...view, words: event.currentTarget.value })}
        />
        <Choice
          label={t("filter.song")}
          names={listing.songs}
          value={view.songId}
          onChange={(songId) => setView({ ...view, songId })}
        />
        <Choice
          label={t("filter.dancer")}
          names={listing.dancers}
          value={view.dancerId}
          onChange={(dancerId) => setView({ ...view, dancerId })}
        />
        <Owners listing={listing} />
        {isFiltered(view) && (
          <Button size="compact-sm" variant="subtle" onClick={listing.clearFilters}>
            {t("filter.clear")}
          </Button>
        )}
        {withOrder && <Order listing={listing} />}
      </search>
      <States listing={listing} />
    </>
  );
}

function States({ listing }: Readonly<{ listing: Listing }>) {
  const { t } = useTranslation("board");
  const { view, setView, counts, isComplete } = listing;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className={css.chips} aria-label={t("states")}>
      <Chip
        name={t("all")}
        count={isComplete ? all : null}
        isOn={view.states.length === 0}
        onToggle={() => setView({ ...view, states: [] })}
      />
      {STATES.map((state) => (
        <Chip
          key={state}
          state={state}
          name={t(`state.${state}`)}
          count={isComplete ? counts[state] : null}
          isOn={view.states.includes(state)}
          onToggle={(on) => setView(withState(view, state, on))}
        />
      ))}
    </fieldset>
  );
}

type ChipProps = Readonly<{
  name: string;
  count: number | null;
  isOn: boolean;
  onToggle: (on: boolean) => void;
  state?: string;
}>;

function Chip({ name, count, isOn, onToggle, state }: ChipProps) {
  return (
    <button type="button" className={css.chip} aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {state !== undefined && <span className={css.dot} data-state={state} />}
      {name} <span className={css.count}>{count ?? "\u2007"}</span>
    </button>
  );
}

/** Until it is there, its place is kept, with the word that it will show. */
function Choice(props: ChoiceProps) {
  const chosen = props.names.find(({ value }) => value === props.value)?.label;
  return (
    <Suspense
      fallback={
        <div className={css.choice} aria-hidden data-empty={chosen === undefined}>
          {chosen ?? props.label}
        </div>
      }
    >
      <ChoiceField {...props} />
    </Suspense>
  );
}

function Owners({ listing }: Readonly<{ listing: Listing }>) {
  const { t } = useTranslation("board");
  const me = useAccount();
  const { view, setView, owners } = listing;
  const names = [
    { value: me.id, label: t("filter.me", { name: me.name }) },
    { value: NOBODY, label: t("filter.nobody") },
    ...owners.filter(({ value }) => value !== me.id),
  ];
  return (
    <Choice
      label={t("filter.owner")}
      names={names}
      value={view.ownerId}
      onChange={(ownerId) => setView({ ...view, ownerId })}
    />
  );
}

/** The order of cards, which have no columns to click on. */
function Order({ listing }: Readonly<{ listing: Listing }>) {
  const { t } = useTranslation("board");
  const { view, setView } = listing;
  const Arrow = view.descending ? IconArrowDown : IconArrowUp;
  return (
    <>
      <NativeSelect
        ms="auto"
        w={130}
        size="sm"
        aria-label={t("sort.label")}
        data={SORTS.map((value) => ({ value, label: t(`column.${value}`) }))}
        value={view.sort}
        onChange={(event) => setView(sortedBy(view, event.currentTarget.value as Sort))}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t(view.descending ? "sort.descending" : "sort.ascending")}
        onClick={() => setView({ ...view, descending: !view.descending })}
      >
        <Arrow size={16} />
      </ActionIcon>
    </>
  );
}
