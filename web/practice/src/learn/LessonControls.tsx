/** What can be wished of a lesson: large, within a thumb's reach, the most wanted at the very bottom. */

import type { Pack } from "@eightcount/runtime";
import {
  IconFlipHorizontal,
  IconPlayerSkipBackFilled,
  IconRepeat,
  IconRun,
  IconStretching,
  IconVolume,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PlayButton } from "../app/parts";
import { queryOf } from "./address";
import { Chip, SpeedChips } from "./Chip";
import { allParts, pickedAfter } from "./lesson";
import type { Counting, Setting } from "./shown";
import { SPEEDS } from "./speed";

interface LessonControlsProps {
  readonly pack: Pack;
  readonly setting: Setting;
  readonly onSetting: (setting: Setting) => void;
  readonly mirrored: boolean;
  readonly onMirrored: (mirrored: boolean) => void;
  readonly skeleton: boolean;
  readonly onSkeleton: (skeleton: boolean) => void;
  readonly isRunning: boolean;
  readonly onToggle: () => void;
  readonly onRestart: () => void;
}

const AFTER: Readonly<Record<Counting, Counting>> = { off: "in", in: "all", all: "off" };

export function LessonControls(props: LessonControlsProps) {
  const { t } = useTranslation("learn");
  const { pack, setting, onSetting, mirrored, onMirrored, skeleton, onSkeleton } = props;
  const { classId } = pack.manifest;
  const query = queryOf({ ...setting, mirrored });
  return (
    <div className="learn-controls">
      <PartsPicked pack={pack} setting={setting} onSetting={onSetting} />
      <fieldset className="learn-row" aria-label={t("speed")}>
        <SpeedChips
          speeds={SPEEDS}
          speed={setting.speed}
          onSpeed={(speed) => onSetting({ ...setting, speed })}
          wordOf={(speed) => t("times", { speed })}
        />
      </fieldset>
      <div className="learn-row">
        <Wish pressed={mirrored} onPressed={onMirrored} icon={<IconFlipHorizontal />} label={t("mirror")} />
        <Wish pressed={skeleton} onPressed={onSkeleton} icon={<IconStretching />} label={t("skeleton")} />
        <Wish
          pressed={setting.loop}
          onPressed={(loop) => onSetting({ ...setting, loop })}
          icon={<IconRepeat />}
          label={t("loop")}
        />
        <Wish
          pressed={setting.counting !== "off"}
          onPressed={() => onSetting({ ...setting, counting: AFTER[setting.counting] })}
          icon={<IconVolume />}
          label={t(`counting.${setting.counting}`)}
        />
      </div>
      <div className="learn-row learn-main">
        <button type="button" className="learn-round" onClick={props.onRestart} aria-label={t("restart")}>
          <IconPlayerSkipBackFilled aria-hidden />
        </button>
        <PlayButton
          className="learn-play"
          isPlaying={props.isRunning}
          onToggle={props.onToggle}
          labels={{ play: t("play"), pause: t("pause") }}
        />
        <Link className="learn-dance" to={`/c/${classId}/dance?${query}`}>
          <IconRun aria-hidden /> {t("dance")}
        </Link>
      </div>
    </div>
  );
}

function PartsPicked({
  pack,
  setting,
  onSetting,
}: Pick<LessonControlsProps, "pack" | "setting" | "onSetting">) {
  const { t } = useTranslation("learn");
  const total = pack.routine.parts.length;
  const pick = (parts: readonly number[]) => onSetting({ ...setting, parts });
  const isAll = setting.parts.length === total;
  return (
    <div>
      <p className="learn-part" aria-hidden>
        {t("partsShort")}
      </p>
      <fieldset className="learn-row learn-parts" aria-label={t("parts")}>
        <Chip pressed={isAll} onPressed={() => pick(allParts(total))}>
          {t("all")}
        </Chip>
        {allParts(total).map((part) => (
          <Chip
            key={part}
            label={t("part", { part })}
            pressed={!isAll && setting.parts.includes(part)}
            onPressed={() => pick(pickedAfter(setting.parts, part, total))}
          >
            {part}
          </Chip>
        ))}
      </fieldset>
    </div>
  );
}

interface WishProps {
  readonly pressed: boolean;
  readonly onPressed: (pressed: boolean) => void;
  readonly icon: ReactNode;
  readonly label: string;
}

function Wish({ pressed, onPressed, icon, label }: WishProps) {
  return (
    <button type="button" className="learn-wish" aria-pressed={pressed} onClick={() => onPressed(!pressed)}>
      {icon}
      <span>{label}</span>
    </button>
  );
}
