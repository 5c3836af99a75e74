import type { Parameters } from "@eightcount/runtime/scoring";
import { Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { NotOpen } from "../app/NotOpen";
import { Waiting } from "../app/Waiting";
import { Desk } from "./Desk";
import { Distribution } from "./Distribution";
import { type Pack, usePack } from "./danced";
import { ParametersPanel } from "./ParametersPanel";
import { PracticeList } from "./PracticeList";
import { type Place, placeText, readPlace } from "./place";
import type { Practice } from "./practices";
import { useRescored } from "./useRescored";

type Props = Readonly<{ practices: readonly Practice[]; newest: Practice }>;

/** The page while there is something to look at. Which practice and which step: the address says. */
export function Workbench({ practices, newest }: Props) {
  const { t } = useTranslation("tuning");
  const [address, setAddress] = useSearchParams();
  const practice = practices.find(({ id }) => id === address.get("practice")) ?? newest;
  const place = readPlace(address.get("step"));
  const [first] = useState<Parameters>(newest.sheet.scoring);
  const [parameters, setParameters] = useState<Parameters>(first);
  const rescored = useRescored(practices, parameters, practice.id);
  const pack = usePack(practice.pack_id);
  const sheet = rescored.sheets.get(practice.id) ?? practice.sheet;
  const go = useMemo(
    () => (id: string, at: Place | null) =>
      setAddress({ practice: id, ...(at === null ? {} : { step: placeText(at) }) }, { replace: true }),
    [setAddress],
  );
  const others = (by: number) => {
    const at = practices.indexOf(practice) + by;
    const next = practices[Math.min(Math.max(at, 0), practices.length - 1)];
    if (next !== undefined) go(next.id, place);
  };
  return (
    <Stack gap="md">
      <PackShown query={pack}>
        {(shown) => (
          <Desk
            key={shown.videoUrl}
            practice={practice}
            pack={shown}
            sheet={sheet}
            trace={rescored.trace}
            place={place}
            onPlace={(at) => go(practice.id, at)}
            onPractice={others}
          />
        )}
      </PackShown>
      <div className="tuning-all">
        <PracticeList
          practices={practices}
          chosen={practice.id}
          rescored={rescored}
          onChoose={(id) => go(id, place)}
        />
        <Distribution practices={practices} rescored={rescored} />
      </div>
      <ParametersPanel first={first} parameters={parameters} onParameters={setParameters} />
      <Text size="xs" c="dimmed">
        {t("notSaved")}
      </Text>
    </Stack>
  );
}

type Shown = Readonly<{ query: ReturnType<typeof usePack>; children: (pack: Pack) => React.ReactNode }>;

function PackShown({ query, children }: Shown) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <NotOpen fault={query.error} again={() => void query.refetch()} />;
  return <Waiting />;
}
