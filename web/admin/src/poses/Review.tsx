import { Alert, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Files } from "../classes/useMaterial";
import type { Timeline } from "../drawing/types";
import { KeysDialog } from "../keys/KeysDialog";
import { usePageKeys } from "../keys/usePageKeys";
import { ContactSheet, NoSteps } from "./ContactSheet";
import { COMMANDS, entryOf } from "./commands";
import { PlayerContext, useShown } from "./context";
import { FrameBar } from "./FrameBar";
import { LanesPane } from "./LanesPane";
import { LookList } from "./LookList";
import { type Reviewed, useWave } from "./material";
import type { Player } from "./player";
import type { StepPoint } from "./routine";
import { VideoPane } from "./VideoPane";

type Props = Readonly<{
  files: Files;
  reviewed: Reviewed;
  /** Null while no beats are compiled. */
  points: readonly StepPoint[] | null;
}>;

/** The page while it is open. */
export function Review({ files, reviewed, points }: Props) {
  const wave = useWave(files);
  const [player, setPlayer] = useState<Player | null>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const [skeleton, setSkeleton] = useState(true);
  const [help, setHelp] = useState(false);
  const toggleSkeleton = () => setSkeleton((shown) => !shown);
  usePageKeys(
    (chord) => {
      const entry = entryOf(chord);
      if (entry === null || player === null) return false;
      const showHelp = () => setHelp(true);
      entry.act({ player, reviewed, points: points ?? [], timeline, toggleSkeleton, help: showHelp });
      return true;
    },
    (chord) => entryOf(chord)?.repeats ?? false,
  );
  return (
    <Stack gap="md">
      <div className="poses-top">
        <VideoPane reviewed={reviewed} skeleton={skeleton} onPlayer={setPlayer} />
        {player !== null && (
          <PlayerContext value={player}>
            <div className="poses-side">
              <Broken />
              <FrameBar skeleton={skeleton} onSkeleton={setSkeleton} onKeys={() => setHelp(true)} />
              <LanesPane reviewed={reviewed} wave={wave} points={points} onTimeline={setTimeline} />
              <LookList report={reviewed.report} />
            </div>
          </PlayerContext>
        )}
      </div>
      {player !== null && (
        <PlayerContext value={player}>
          {points === null ? <NoSteps /> : <ContactSheet reviewed={reviewed} points={points} />}
        </PlayerContext>
      )}
      {help && <Help onClose={() => setHelp(false)} />}
    </Stack>
  );
}

function Broken() {
  const { t } = useTranslation("poses");
  const broken = useShown((shown) => shown.broken);
  return broken ? <Alert color="orange">{t("broken")}</Alert> : null;
}

function Help({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("poses");
  const rows = COMMANDS.map(({ command, keys }) => ({ words: t(`keys.${command}`), chords: keys }));
  return <KeysDialog title={t("keys.title")} rows={rows} onClose={onClose} />;
}
