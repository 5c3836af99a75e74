import type { Sheet } from "@eightcount/runtime/scoring";
import { Alert, Group, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { signedMs } from "../alignment/wordsOfNumbers";
import { KeysDialog } from "../keys/KeysDialog";
import { usePageKeys } from "../keys/usePageKeys";
import { PlayerContext, useShown } from "../poses/context";
import { FrameBar } from "../poses/FrameBar";
import type { Player } from "../poses/player";
import { VideoPane } from "../poses/VideoPane";
import { CopyLink } from "./CopyLink";
import { COMMANDS, entryOf } from "./commands";
import type { Pack } from "./danced";
import { JointLanes } from "./JointLanes";
import { PracticePane } from "./PracticePane";
import { isAt, type Place } from "./place";
import type { Practice } from "./practices";
import { StepStrip } from "./StepStrip";
import type { Trace } from "./trace";
import { Waterfall } from "./Waterfall";
import { nameOf } from "./words";

type Props = Readonly<{
  practice: Practice;
  pack: Pack;
  /** As scored by the parameters that are shown. */
  sheet: Sheet;
  trace: Trace | null;
  place: Place | null;
  onPlace: (place: Place) => void;
  /** To the practice so many on in the list. */
  onPractice: (by: number) => void;
}>;

/** One practice beside its class: both dancers, its steps, and what they cost. */
export function Desk({ practice, pack, sheet, trace, place, onPlace, onPractice }: Props) {
  const { t } = useTranslation("tuning");
  const [player, setPlayer] = useState<Player | null>(null);
  const [skeleton, setSkeleton] = useState(true);
  const [help, setHelp] = useState(false);
  const [width, height] = practice.sheet.session.picture;
  const step = sheet.steps.find((each) => isAt(each, place)) ?? null;
  const { rateHz } = pack.film;
  const chosenS = step?.videoS ?? null;
  useEffect(() => {
    if (player !== null && chosenS !== null) player.showFrame(Math.round(chosenS * rateHz));
  }, [player, chosenS, rateHz]);
  const toggleSkeleton = useCallback(() => setSkeleton((shown) => !shown), []);
  usePageKeys(
    (chord) => {
      const entry = entryOf(chord);
      if (entry === null || player === null) return false;
      entry.act({ player, sheet, place, onPlace, onPractice, toggleSkeleton, help: () => setHelp(true) });
      return true;
    },
    (chord) => entryOf(chord)?.repeats ?? false,
  );
  const rows = COMMANDS.map(({ command, keys }) => ({ words: t(`keys.${command}`), chords: keys }));
  return (
    <Stack gap="md">
      <div className="tuning-top">
        <div className="tuning-pair">
          <figure className="tuning-dancer" style={{ "--aspect": pack.aspect } as never}>
            <VideoPane reviewed={pack} skeleton={skeleton} onPlayer={setPlayer} />
            <figcaption>{t("teacher")}</figcaption>
          </figure>
          {player !== null && (
            <PlayerContext value={player}>
              <figure className="tuning-dancer" style={{ "--aspect": width / height } as never}>
                <PracticePane key={practice.id} practice={practice} skeleton={skeleton} />
                <figcaption>{nameOf(practice, t)}</figcaption>
              </figure>
            </PlayerContext>
          )}
        </div>
        {player !== null && (
          <PlayerContext value={player}>
            <div className="tuning-side">
              <Broken />
              <Group gap="xs">
                <FrameBar skeleton={skeleton} onSkeleton={setSkeleton} onKeys={() => setHelp(true)} />
                <CopyLink />
              </Group>
              <Found sheet={sheet} />
              <StepStrip sheet={sheet} place={place} onPlace={onPlace} />
              <Waterfall step={step} />
            </div>
          </PlayerContext>
        )}
      </div>
      {player !== null && (
        <PlayerContext value={player}>
          <JointLanes sheet={sheet} trace={trace} place={place} />
        </PlayerContext>
      )}
      {help && <KeysDialog title={t("keys.title")} rows={rows} onClose={() => setHelp(false)} />}
    </Stack>
  );
}

/** How the dancer stood, as the scoring has found it. */
function Found({ sheet: { session, total } }: Readonly<{ sheet: Sheet }>) {
  const { t } = useTranslation("tuning");
  return (
    <Text size="sm" c="dimmed" className="tuning-number">
      {t("found", {
        score: total.score === null ? t("notJudged") : total.score.toFixed(1),
        judged: total.judged,
        steps: total.steps,
        lag: signedMs(session.lagMs),
        yaw: session.yawDeg,
        mirrored: t(session.mirrored ? "mirrored" : "notMirrored"),
      })}
    </Text>
  );
}

function Broken() {
  const { t } = useTranslation("poses");
  const broken = useShown((shown) => shown.broken);
  return broken ? <Alert color="orange">{t("broken")}</Alert> : null;
}
