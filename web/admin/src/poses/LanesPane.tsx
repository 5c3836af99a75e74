import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { openTimeline } from "../drawing/timeline";
import type { Timeline, WaveSound } from "../drawing/types";
import { timeAt } from "../drawing/viewport";
import { usePlayer, useShown } from "./context";
import { HeatStrip } from "./HeatStrip";
import { HEIGHTS, laneIds, lanesOf, wholeFilm } from "./lanes";
import type { Reviewed } from "./material";
import type { StepPoint } from "./routine";

type Props = Readonly<{
  reviewed: Reviewed;
  wave: WaveSound | null;
  points: readonly StepPoint[] | null;
  onTimeline: (timeline: Timeline | null) => void;
}>;

/** Sound, motion, what needs a look, and how well each joint is seen, under each other on the video clock. */
export function LanesPane({ reviewed, wave, points, onTimeline }: Props) {
  const { t } = useTranslation("poses");
  const player = usePlayer();
  const host = useRef<HTMLDivElement>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const element = host.current;
    const opened = openTimeline({ host: element, boundsS: wholeFilm(reviewed) });
    opened.setPlayhead(player.positionS);
    const clicked = (event: MouseEvent) => {
      const x = event.clientX - element.getBoundingClientRect().left;
      player.showAt(timeAt(opened.viewport(), x));
    };
    element.addEventListener("click", clicked);
    setTimeline(opened);
    onTimeline(opened);
    return () => {
      element.removeEventListener("click", clicked);
      onTimeline(null);
      opened.close();
    };
  }, [player, reviewed, onTimeline]);
  useLanes(timeline, { reviewed, wave, points });
  useMoving(timeline);
  return (
    <div className="poses-lanes-with-names">
      <div className="poses-lane-names" aria-hidden>
        {laneIds({ wave, points }).map((lane) => (
          <span key={lane} style={{ height: HEIGHTS[lane] }}>
            {t(`lanes.${lane}`)}
          </span>
        ))}
      </div>
      <div
        ref={host}
        className="poses-lanes"
        data-timeline
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the lanes take keys; what they show is in the lists beside them
        tabIndex={0}
        aria-label={t("lanes.label")}
      />
      {timeline !== null && <HeatStrip reviewed={reviewed} timeline={timeline} />}
    </div>
  );
}

function useLanes(timeline: Timeline | null, { reviewed, wave, points }: Omit<Props, "onTimeline">): void {
  const { t } = useTranslation("poses");
  const lanes = useMemo(() => {
    const partLabel = (part: number, name: string | null) =>
      name === null ? t("part", { part }) : `${part} ${name}`;
    return lanesOf({ reviewed, wave, points, partLabel });
  }, [reviewed, wave, points, t]);
  useEffect(() => timeline?.setLanes(lanes), [timeline, lanes]);
}

/** Also wakes the playhead after a step at a standstill. */
function useMoving(timeline: Timeline | null): void {
  const player = usePlayer();
  const playing = useShown((shown) => shown.playing);
  const frame = useShown((shown) => shown.frame);
  useEffect(() => timeline?.setMoving(playing), [timeline, playing]);
  useEffect(() => {
    if (timeline === null || frame === null || playing) return;
    timeline.reveal(player.positionS());
    timeline.setMoving(false);
  }, [timeline, player, frame, playing]);
}
