/** What the one button of the page does now, and doing it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "../session/session";
import { type Held, useDecisions } from "./held";
import { isSame, type Placing } from "./placing";
import { clockOf } from "./wordsOfNumbers";

export type Deed =
  | Readonly<{ kind: "accept" | "correct"; words: "accept" | "save" }>
  | Readonly<{ kind: "done"; words: "accepted" | "saved" }>
  | Readonly<{ kind: "denied"; words: "accept" | "save"; why: "mayNotAccept" | "mayNotCorrect" }>;

export type Deciding = Readonly<{
  deed: Deed;
  decided: boolean;
  mayReset: boolean;
  note: string;
  setNote: (note: string) => void;
  decide: () => void;
  reset: () => void;
  busy: boolean;
  /** What was done last, in words. */
  told: string;
  error: Error | null;
}>;

/** What the button does for that place of the song. Pure. */
export function deedOf(held: Held, placing: Placing, scopes: readonly string[]): Deed {
  const shown = held.kind === "shown" ? held.shown : null;
  const saved = shown && { offsetS: shown.offset_s, rate: shown.rate };
  if (saved === null || !isSame(saved, placing)) {
    if (scopes.includes("author")) return { kind: "correct", words: "save" };
    return { kind: "denied", words: "save", why: "mayNotCorrect" };
  }
  if (shown?.decided === "accepted") return { kind: "done", words: "accepted" };
  if (shown?.decided === "corrected") return { kind: "done", words: "saved" };
  if (scopes.includes("review")) return { kind: "accept", words: "accept" };
  return { kind: "denied", words: "accept", why: "mayNotAccept" };
}

export function useDeciding(held: Held, placing: Placing): Deciding {
  const { t } = useTranslation("alignment");
  const { scopes } = useAccount();
  const [note, setNote] = useState("");
  const [told, setTold] = useState("");
  const { accept, correct, reset } = useDecisions();
  const deed = deedOf(held, placing, scopes);
  const busy = accept.isPending || correct.isPending || reset.isPending;
  const done = (words: string) => () => {
    setNote("");
    setTold(words);
  };
  const begin = () => {
    setTold("");
    for (const mutation of [accept, correct, reset]) mutation.reset();
  };

  function decide(): void {
    if (busy || (deed.kind !== "accept" && deed.kind !== "correct")) return;
    begin();
    if (deed.kind === "accept") accept.mutate(note, { onSuccess: done(t("decide.toldAccept")) });
    else {
      const words = t("decide.toldCorrect", { at: clockOf(placing.offsetS) });
      correct.mutate({ placing, note }, { onSuccess: done(words) });
    }
  }

  return {
    deed,
    decided: held.kind === "shown" && held.shown.decided !== null,
    mayReset: scopes.includes("review"),
    note,
    setNote,
    decide,
    reset: () => {
      begin();
      reset.mutate(undefined, { onSuccess: done(t("decide.toldReset")) });
    },
    busy,
    told,
    error: accept.error ?? correct.error ?? reset.error,
  };
}
