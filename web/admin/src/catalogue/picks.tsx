/** Fields that choose a song or a dancer by name, or make one. */
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Picked, PickOrMake } from "./PickOrMake";
import { useDancers, useSongs } from "./rows";

const TYPED_MS = 200;

type Props = Readonly<{ picked: Picked | null; onPick: (picked: Picked) => void; error?: string | null }>;

export function SongPick({ picked, onPick, error }: Props) {
  const { t } = useTranslation("catalogue");
  const [words, setWords] = useState("");
  const [asked] = useDebouncedValue(words, TYPED_MS);
  const songs = useSongs(asked).data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PickOrMake
      label={t("song.one")}
      placeholder={t("song.search")}
      options={songs.map((song) => ({ id: song.id, label: song.title, more: song.artist }))}
      picked={picked}
      words={words}
      onWords={setWords}
      onPick={onPick}
      makeLabel={(name) => t("song.makeNamed", { name })}
      isNew={t("song.isNew")}
      nothing={t("song.none")}
      error={error ?? null}
    />
  );
}

export function DancerPick({ picked, onPick, error }: Props) {
  const { t } = useTranslation("catalogue");
  const [words, setWords] = useState("");
  const [asked] = useDebouncedValue(words, TYPED_MS);
  const dancers = useDancers(asked).data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PickOrMake
      label={t("dancer.one")}
      placeholder={t("dancer.search")}
      options={dancers.map((dancer) => ({ id: dancer.id, label: dancer.name }))}
      picked={picked}
      words={words}
      onWords={setWords}
      onPick={onPick}
      makeLabel={(name) => t("dancer.makeNamed", { name })}
      isNew={t("dancer.isNew")}
      nothing={t("dancer.none")}
      error={error ?? null}
    />
  );
}
