/** The form of what people edit of a class: its values, what they were begun upon, saving and conflicts. */
import { useState } from "react";
import { changesOf, faultsOf, hasChanged, type OverviewValues, valuesOf } from "./overviewForm";
import { ClassChangedError, type OpenClass, useClass } from "./useClass";

type Base = Pick<OpenClass, "row" | "etag">;

export function useAbout() {
  const { row, etag, edit } = useClass();
  // While nothing is changed here, the form shows what the server says; a change is made upon what was shown.
  const [draft, setDraft] = useState<Readonly<{ values: OverviewValues; base: Base }> | null>(null);
  const [isSaved, setSaved] = useState(false);
  const base = draft?.base ?? { row, etag };
  const values = draft?.values ?? valuesOf(row);
  const send = (upon: Base, changes = changesOf(base.row, values)) =>
    edit.mutate(
      { changes, base: upon },
      {
        onSuccess: () => {
          setDraft(null);
          setSaved(true);
        },
      },
    );
  return {
    row,
    values,
    isDirty: draft !== null && hasChanged(base.row, values),
    isSaving: edit.isPending,
    isSaved: isSaved && draft === null,
    error: draft === null ? null : edit.error,
    set: (changed: Partial<OverviewValues>) => {
      setDraft({ values: { ...values, ...changed }, base });
      setSaved(false);
    },
    reset: () => {
      setDraft(null);
      edit.reset();
    },
    save: () => {
      if (faultsOf(values).length === 0 && hasChanged(base.row, values)) send(base);
    },
    /** After a conflict: what was changed here, upon what is there now. */
    saveMine: () => {
      if (edit.error instanceof ClassChangedError) send(edit.error.fresh);
    },
  };
}
