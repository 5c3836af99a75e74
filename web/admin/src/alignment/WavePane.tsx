import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { openTimeline } from "../drawing/timeline";
import type { Timeline } from "../drawing/types";
import type { Reading } from "./agreement";
import type { Bench } from "./bench";
import { useBench, useBenchState } from "./context";
import { dragging } from "./dragging";
import { boundsOf, HEIGHTS, LANE_IDS, lanesOf, songSound, wholeTake } from "./lanes";

type Props = Readonly<{
  readings: readonly Reading[];
  /** Given the timeline while there is one. */
  onTimeline: (timeline: Timeline | null) => void;
}>;

/** Camera and song under each other on the take's clock; the song can be dragged. */
export function WavePane({ readings, onTimeline }: Props) {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const host = useRef<HTMLDivElement>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const opened = openOn(host.current, bench);
    setTimeline(opened.timeline);
    onTimeline(opened.timeline);
    return () => {
      onTimeline(null);
      opened.close();
    };
  }, [bench, onTimeline]);
  useLanes(timeline, readings);
  useMoving(timeline);
  const lanes = LANE_IDS.filter((lane) => lane !== "camera" || bench.sounds.camera !== null);
  return (
    <div className="alignment-waves">
      <div className="alignment-lane-names" aria-hidden>
        {lanes.map((lane) => (
          <span key={lane} style={{ height: HEIGHTS[lane] }}>
            {t(`lanes.${lane}`)}
          </span>
        ))}
      </div>
      <div
        ref={host}
        className="alignment-lanes"
        data-timeline
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture takes keys; what it shows is written below it
        tabIndex={0}
        aria-label={t("waves")}
        aria-describedby="alignment-waves-keys"
      />
      <p id="alignment-waves-keys" className="alignment-unseen">
        {t("wavesKeys")}
      </p>
    </div>
  );
}

function openOn(host: HTMLElement, bench: Bench) {
  const timeline = openTimeline({ host, boundsS: boundsOf(bench.sounds) });
  timeline.show(wholeTake(bench.sounds));
  timeline.setPlayhead(bench.transport.positionS);
  timeline.setFollow("page");
  const undrag = dragging(host, timeline, bench);
  return {
    timeline,
    close: () => {
      undrag();
      timeline.close();
    },
  };
}

function useLanes(timeline: Timeline | null, readings: readonly Reading[]): void {
  const { sounds } = useBench();
  const placing = useBenchState((state) => state.placing);
  const song = useMemo(() => songSound(sounds, placing), [sounds, placing]);
  useEffect(() => {
    if (timeline === null) return;
    const draw = () =>
      timeline.setLanes(lanesOf({ sounds, song, placing, readings, view: timeline.viewport() }));
    draw();
    return timeline.onViewport(draw); // the song's clock is written for what is seen
  }, [timeline, sounds, song, placing, readings]);
}

function useMoving(timeline: Timeline | null): void {
  const { transport } = useBench();
  useEffect(() => {
    const look = () => {
      const { playing, loop } = transport.state();
      timeline?.setMoving(playing);
      timeline?.setLoop(loop);
    };
    look();
    return transport.subscribe(look);
  }, [timeline, transport]);
}
