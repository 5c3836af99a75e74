import { SimpleGrid } from "@mantine/core";
import { useState } from "react";
import { useSentence } from "../app/useSentence";
import type { Picked } from "../catalogue/PickOrMake";
import { DancerPick, SongPick } from "../catalogue/picks";
import { useMakeDancer, useMakeSong } from "../catalogue/rows";
import type { OverviewValues } from "./overviewForm";
import { useClass } from "./useClass";

type Props = Readonly<{ values: OverviewValues; set: (changed: Partial<OverviewValues>) => void }>;

/** The song and the dancer of a class; one that is not there yet is made at once. */
export function RowPicks({ values, set }: Props) {
  const { row } = useClass();
  const sentence = useSentence();
  const makeSong = useMakeSong();
  const makeDancer = useMakeDancer();
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const labelOf = (id: string) =>
    names[id] ?? (id === row.song_id ? row.song_title : id === row.dancer_id ? row.dancer_name : "");
  const known = (id: string): Picked => ({ kind: "known", id, label: labelOf(id) });
  const take = (id: string, label: string, changed: Partial<OverviewValues>) => {
    setNames((before) => ({ ...before, [id]: label }));
    set(changed);
  };
  const pickSong = (picked: Picked) => {
    if (picked.kind === "known") return take(picked.id, picked.label, { songId: picked.id });
    const body = { title: picked.label, artist: "", licence: "" };
    makeSong.mutate(body, { onSuccess: ({ id, title }) => take(id, title, { songId: id }) });
  };
  const pickDancer = (picked: Picked) => {
    if (picked.kind === "known") return take(picked.id, picked.label, { dancerId: picked.id });
    const body = { name: picked.label, profile: "" };
    makeDancer.mutate(body, { onSuccess: ({ id, name }) => take(id, name, { dancerId: id }) });
  };
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <SongPick
        picked={known(values.songId)}
        onPick={pickSong}
        error={makeSong.error && sentence(makeSong.error)}
      />
      <DancerPick
        picked={known(values.dancerId)}
        onPick={pickDancer}
        error={makeDancer.error && sentence(makeDancer.error)}
      />
    </SimpleGrid>
  );
}
