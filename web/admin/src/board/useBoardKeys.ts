/** Hears the keys of the board. Keys that are typed into a field, a menu or a dialog are not the board's. */
import { useEffect, useRef } from "react";
import { SEARCH_ID } from "./Filters";
import { type Command, commandOf, moved } from "./keys";
import type { Listing } from "./listing";
import { allOrNone } from "./selecting";

type Help = Readonly<{ showKeys: () => void }>;

export function useBoardKeys(listing: Listing, help: Help): void {
  const present = useRef<string | null>(null);
  const latest = useRef({ listing, help });
  latest.current = { listing, help };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = isForTheBoard(event) ? commandOf(event.key) : null;
      if (command === null) return;
      if (run(command, latest.current.listing, latest.current.help, present)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

type Present = { current: string | null };

/** Whether the key was used; one that was not keeps its usual meaning. */
function run(command: Command, listing: Listing, help: Help, present: Present): boolean {
  present.current = focusedId() ?? present.current;
  switch (command) {
    case "search":
      document.getElementById(SEARCH_ID)?.focus();
      return true;
    case "down":
      return move(1, listing, present);
    case "up":
      return move(-1, listing, present);
    case "enter":
      return false; // the focused link opens by itself
    case "select":
      if (present.current !== null) listing.toggle(present.current, false);
      return present.current !== null;
    case "all":
      listing.choose(allOrNone(listing.chosenIds, listing.shown));
      return true;
    case "next":
      return clickNext(present.current);
    case "leave":
      return leave(listing);
    case "help":
      help.showKeys();
      return true;
  }
}

function move(by: 1 | -1, { shown }: Listing, present: Present): boolean {
  if (shown.length === 0) return false;
  const place = moved(
    shown.findIndex(({ id }) => id === present.current),
    by,
    shown.length,
  );
  const id = shown[place]?.id ?? null;
  present.current = id;
  if (id !== null) focusClass(id);
  return true;
}

/** The row may have been scrolled out of the page; then it comes into it when the present one does. */
function focusClass(id: string): void {
  const row = rowOf(id);
  row?.scrollIntoView({ block: "nearest" });
  row?.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
}

function clickNext(id: string | null): boolean {
  const button = id === null ? null : rowOf(id)?.querySelector<HTMLElement>("[data-next]");
  button?.click();
  return button !== null && button !== undefined;
}

function leave(listing: Listing): boolean {
  if (document.activeElement?.id === SEARCH_ID) {
    (document.activeElement as HTMLElement).blur();
    return true;
  }
  listing.choose(new Set());
  return listing.chosen.length > 0;
}

function rowOf(id: string): HTMLElement | null {
  return document.querySelector(`[data-class="${id}"]`);
}

function focusedId(): string | null {
  return document.activeElement?.closest("[data-class]")?.getAttribute("data-class") ?? null;
}

function isForTheBoard(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="combobox"]')) return false;
  const isTyping = target?.matches("input:not([type=checkbox]), textarea, select, [contenteditable=true]");
  if (!isTyping) return true;
  return target?.id === SEARCH_ID && (event.key === "Escape" || event.key === "ArrowDown");
}
