/** The form of a new class: what was dropped and typed, what is proposed of it, what lacks. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Picked } from "../catalogue/PickOrMake";
import { slugOf, songOfFile, titleOfFile } from "../catalogue/proposals";
import type { Dropped } from "../uploads/DropPlace";
import { type MadeRows, makeClass, type Wanted } from "./making";
import { type Place, type Placed, sorted } from "./sorting";

type Values = Readonly<{
  take: Placed | null;
  song: Placed | null;
  picked: Readonly<{ song: Picked | null; dancer: Picked | null }>;
  artist: string;
  title: string;
  titleProposed: boolean;
  slug: string;
  slugProposed: boolean;
}>;
type Needed = "song" | "dancer" | "title" | "slug";

const EMPTY: Values = {
  take: null,
  song: null,
  picked: { song: null, dancer: null },
  artist: "",
  title: "",
  titleProposed: true,
  slug: "",
  slugProposed: true,
};
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function useNewClass(language: string) {
  const { t } = useTranslation("classes");
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const made = useRef<MadeRows>(new Map());
  const navigate = useNavigate();
  const queries = useQueryClient();
  const making = useMutation({
    mutationFn: (wanted: Wanted) => makeClass(wanted, made.current),
    onSuccess: (slug) => {
      void queries.invalidateQueries({ queryKey: ["classes"] });
      void navigate(`/classes/${slug}`);
    },
  });
  const set = (changed: Partial<Values>) => setValues((before) => ({ ...before, ...changed }));
  const lacking = whatLacks(values);
  return {
    values,
    set,
    error: making.error,
    isMaking: making.isPending,
    lacks: (field: Needed) => (tried && lacking.includes(field) ? t(`new.lacks.${field}`) : null),
    drop: async (files: readonly Dropped[]) => {
      for (const one of await sorted(files)) setValues((before) => withFile(before, one));
    },
    remove: (place: Place) => set({ [place]: null }),
    pickSong: (song: Picked) => set({ picked: { ...values.picked, song } }),
    pickDancer: (dancer: Picked) => set({ picked: { ...values.picked, dancer } }),
    setTitle: (title: string) => setValues((before) => withTitle({ ...before, titleProposed: false }, title)),
    submit: (event: FormEvent) => {
      event.preventDefault();
      setTried(true);
      const wanted = lacking.length === 0 ? wantedOf(values, language) : null;
      if (wanted !== null) making.mutate(wanted);
    },
  };
}

function withFile(before: Values, one: Placed): Values {
  const after = { ...before, [one.place]: one };
  if (one.refusal !== null) return after;
  if (one.place === "take") {
    const title = titleOfFile(one.dropped.file.name);
    return before.titleProposed && title !== "" ? withTitle(after, title) : after;
  }
  const { title, artist } = songOfFile(one.dropped.file.name);
  const known = before.picked.song !== null;
  return known
    ? after
    : { ...after, artist, picked: { ...before.picked, song: { kind: "new", label: title } } };
}

function withTitle(before: Values, title: string): Values {
  return { ...before, title, slug: before.slugProposed ? slugOf(title) : before.slug };
}

function whatLacks({ picked, title, slug }: Values): readonly Needed[] {
  const lacks: readonly (readonly [Needed, boolean])[] = [
    ["song", picked.song === null],
    ["dancer", picked.dancer === null],
    ["title", title.trim() === ""],
    ["slug", !SLUG.test(slug)],
  ];
  return lacks.flatMap(([field, is]) => (is ? [field] : []));
}

function wantedOf(values: Values, language: string): Wanted | null {
  const { song, dancer } = values.picked;
  if (song === null || dancer === null) return null;
  const usable = (one: Placed | null) => (one === null || isBarred(one) ? null : one.dropped);
  return {
    title: values.title.trim(),
    language,
    slug: values.slug,
    slugProposed: values.slugProposed,
    song,
    artist: values.artist.trim(),
    dancer,
    take: usable(values.take),
    sound: usable(values.song),
  };
}

/** A refused file is left out; one that may be insisted on is asked about again where it is uploaded. */
const isBarred = ({ refusal }: Placed) => refusal !== null && !refusal.mayInsist;
