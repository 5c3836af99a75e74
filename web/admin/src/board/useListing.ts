/** The board's classes through the view of its address, with what is selected and what is under way. */
import { useDebouncedCallback, useInterval } from "@mantine/hooks";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { counted, dancersOf, inStates, type Listed, matching, ordered, ownersOf, songsOf } from "./choosing";
import { useClasses, useRunning } from "./classes";
import { useDeeds } from "./deeds";
import type { Listing } from "./listing";
import { toggled } from "./selecting";
import { addressOf, unfiltered, type View, viewOf } from "./view";

const ADDRESS_FOLLOWS_MS = 250;
const CLOCK_EVERY_MS = 30_000;

export function useListing(): Listing {
  const { i18n } = useTranslation("board");
  const { language } = i18n;
  const { items, isComplete, error } = useClasses();
  const { view, setView } = useView();
  const running = useRunning(items);
  const { deeds, doing } = useDeeds();
  const nowMs = useNow();
  const found = useMemo(() => matching(items, view), [items, view]);
  const shown = useMemo(() => ordered(inStates(found, view.states), view, language), [found, view, language]);
  const counts = useMemo(() => counted(found), [found]);
  const choices = useMemo(
    () => ({
      songs: songsOf(items, language),
      dancers: dancersOf(items, language),
      owners: ownersOf(items, language),
    }),
    [items, language],
  );
  return {
    view,
    setView,
    clearFilters: () => setView(unfiltered(view)),
    shown,
    total: items.length,
    counts,
    ...choices,
    isComplete,
    isEmpty: isComplete && items.length === 0,
    error,
    running,
    ...useSelection(shown),
    deeds,
    doing,
    nowMs,
  };
}

/** The view changes at once; the address follows when typing rests. */
function useView() {
  const [address, setAddress] = useSearchParams();
  const [view, setViewNow] = useState(() => viewOf(address));
  const asked = addressOf(viewOf(address)).toString();
  const [seen, setSeen] = useState(asked);
  const written = useRef(asked);
  const write = useDebouncedCallback((next: View) => {
    written.current = addressOf(next).toString();
    setAddress(addressOf(next), { replace: true });
  }, ADDRESS_FOLLOWS_MS);
  if (asked !== seen) {
    setSeen(asked);
    // Not our own writing: somebody went back, or followed a link to another view.
    if (asked !== written.current) setViewNow(viewOf(address));
  }
  const setView = useCallback(
    (next: View) => {
      setViewNow(next);
      write(next);
    },
    [write],
  );
  return { view, setView };
}

function useSelection(shown: readonly Listed[]) {
  const [chosenIds, choose] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const order = useRef(shown);
  order.current = shown;
  const toggle = useCallback((id: string, range: boolean) => {
    choose((before) => toggled(before, order.current, id, range ? last.current : null));
    last.current = id;
  }, []);
  const chosen = useMemo(() => shown.filter((one) => chosenIds.has(one.id)), [shown, chosenIds]);
  return { chosen, chosenIds, choose, toggle };
}

function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useInterval(() => setNowMs(Date.now()), CLOCK_EVERY_MS, { autoInvoke: true });
  return nowMs;
}
