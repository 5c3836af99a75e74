/** The uploads that pages show: a list that changes as a whole, for `useSyncExternalStore`. */
import type { UploadItem } from "./item";

let items: readonly UploadItem[] = [];
const listeners = new Set<() => void>();

export const shownItems = (): readonly UploadItem[] => items;
export const itemOf = (key: string): UploadItem | undefined => items.find((item) => item.key === key);

export function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: readonly UploadItem[]): void {
  items = next;
  for (const listener of listeners) listener();
}

export const add = (item: UploadItem): void => set([...items, item]);
export const drop = (key: string): void => set(items.filter((item) => item.key !== key));
export const change = (key: string, changed: Partial<UploadItem>): void =>
  set(items.map((item) => (item.key === key ? { ...item, ...changed } : item)));
