import { Button, Group, Stack, Text } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClass } from "../classes/useClass";
import type { Material } from "../classes/useMaterial";
import type { Timeline } from "../drawing/types";
import { KeysDialog } from "../keys/KeysDialog";
import { usePageKeys } from "../keys/usePageKeys";
import { against, gapsOf } from "./agreement";
import { Candidates } from "./Candidates";
import { COMMANDS, entryOf, repeats } from "./commands";
import { useBench, useBenchState } from "./context";
import { Decide } from "./Decide";
import { Facts } from "./Facts";
import { type Candidate, type Found, readFound } from "./found";
import type { Held } from "./held";
import { NudgeBar } from "./NudgeBar";
import { Picture } from "./Picture";
import { PlayBar } from "./PlayBar";
import { isSame } from "./placing";
import { useDeciding } from "./useDeciding";
import { placingOf } from "./useOpenedBench";
import { Verdict } from "./Verdict";
import { judgementOf } from "./verdict";
import { WavePane } from "./WavePane";

type Props = Readonly<{
  material: Material;
  held: Held;
  /** The search was done and refused this song. */
  refused: boolean;
}>;

/** The page while it is open: what is known, what is seen and heard, and the decision. */
export function Workbench({ material, held, refused }: Props) {
  const { t } = useTranslation("alignment");
  const { sounds } = useBench();
  const { row } = useClass();
  const found = useFound(held);
  const placing = useBenchState((state) => state.placing);
  const readings = useMemo(() => against(found?.windows ?? [], placing), [found, placing]);
  const candidates = useMemo(() => placesOf(found), [found]);
  const deciding = useDeciding(held, placing);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const { help, closeHelp, openHelp } = useKeys(held, candidates, deciding.decide, timeline);
  const judgement = judgementOf(held, refused);
  const gapsS = useMemo(() => (found === null ? [] : gapsOf(found)), [found]);
  const told = judgement === "corrected" ? [] : (found?.problems ?? []);
  const unbuilt = held.kind === "shown" && material.files["class.mp4"] === undefined && row.next !== "wait";
  const picture = usePicture(material);
  return (
    <Stack gap="sm" className="alignment">
      <Verdict judgement={judgement} problems={told} gapsS={gapsS} />
      <Facts held={held} coverage={found?.coverage ?? null} readings={readings} />
      <WavePane readings={readings} onTimeline={setTimeline} />
      {sounds.camera === null && <Text size="sm">{t("noCamera")}</Text>}
      <PlayBar />
      <Group justify="space-between" align="center">
        <NudgeBar saved={placingOf(held)} />
        <Button variant="subtle" size="xs" leftSection={<IconKeyboard size={16} />} onClick={openHelp}>
          {t("keys.open")}
        </Button>
      </Group>
      <div className="alignment-below">
        <Decide deciding={deciding} unbuilt={unbuilt} found={held.kind === "shown"} />
        {candidates.length > 0 && <Candidates candidates={candidates} />}
        {picture !== null && <Picture url={picture} />}
      </div>
      {help && <Help onClose={closeHelp} />}
    </Stack>
  );
}

/** What was measured: of a correction the search before it. */
function useFound(held: Held): Found | null {
  const document = held.kind === "shown" ? (held.shown.found ?? null) : null;
  return useMemo(() => (document === null ? null : readFound(document)), [document]);
}

function placesOf(found: Found | null): readonly Candidate[] {
  return found === null ? [] : [{ ...found.placing, confidence: found.confidence }, ...found.candidates];
}

/** The class video; the take as it was filmed where there is none. A correction takes the video away until it is built. */
function usePicture({ files, take }: Material): string | null {
  const known = useRef<string | null>(null);
  const built = files["class.mp4"]?.url;
  known.current = built ?? known.current ?? (take === null ? null : `/api/v1/originals/${take}/content`);
  return known.current;
}

function useKeys(
  held: Held,
  candidates: readonly Candidate[],
  decide: () => void,
  timeline: Timeline | null,
) {
  const bench = useBench();
  const [help, setHelp] = useState(false);
  const around = {
    bench,
    timeline,
    decide,
    help: () => setHelp(true),
    back: () => {
      const saved = placingOf(held);
      if (saved !== null) bench.place(saved);
    },
    nextCandidate: () => {
      const here = candidates.findIndex((candidate) => isSame(candidate, bench.state.get().placing));
      const next = candidates[(here + 1) % candidates.length];
      if (next !== undefined) bench.place(next);
    },
  };
  usePageKeys((chord) => {
    const entry = entryOf(chord);
    entry?.act(around);
    return entry !== null;
  }, repeats);
  return { help, openHelp: () => setHelp(true), closeHelp: () => setHelp(false) };
}

function Help({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("alignment");
  const rows = COMMANDS.map(({ command, keys }) => ({ words: t(`keys.${command}`), chords: keys }));
  return <KeysDialog title={t("keys.title")} rows={rows} onClose={onClose} />;
}
