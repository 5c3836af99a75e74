/** The words of actions, edits and announcements: the core's own in `editor`, the page's in `beats`. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Params } from "./core/history";

/** Says an action or an entry of the undo log by its name. */
export function useActionWords(): (name: string, params?: Params) => string {
  const { t } = useTranslation(["editor", "beats"]);
  return useCallback(
    (name, params = {}) =>
      name === "theirs" ? t("beats:theirs", params) : t(`editor:actions.${name}`, { ...params }),
    [t],
  );
}

/** Says what was just done: keys that begin with `said.` are the page's own. */
export function useSaidWords(): (key: string, params: Params) => string {
  const { t } = useTranslation(["editor", "beats"]);
  const action = useActionWords();
  return useCallback(
    (key, params) => {
      const [room, name = ""] = key.split(".");
      if (room === "actions") return action(name, params);
      const { name: told } = params;
      const named = typeof told === "string" ? { ...params, name: action(told, params) } : params;
      return t(room === "said" ? `beats:${key}` : `editor:${key}`, named);
    },
    [t, action],
  );
}
