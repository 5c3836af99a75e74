import { Switch, Text } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { percentOf } from "../alignment/wordsOfNumbers";
import { contextOf } from "../drawing/surface";
import type { Timeline, Viewport } from "../drawing/types";
import { timeAt, xOf } from "../drawing/viewport";
import { usePlayer, useShown } from "./context";
import { ALL, hardlySeen, heatPixels, JUDGED } from "./heat";
import type { Reviewed } from "./material";
import { HARDLY_SEEN } from "./skeleton";

const ROW_PX = 15;

type Props = Readonly<{ reviewed: Reviewed; timeline: Timeline }>;

/** How well each joint is seen over time, on the timeline's own scale. */
export function HeatStrip({ reviewed, timeline }: Props) {
  const { t } = useTranslation("poses");
  const [all, setAll] = useState(false);
  const joints = all ? ALL : JUDGED;
  const { poses } = reviewed;
  const hidden = useMemo(() => joints.map((joint) => hardlySeen(poses, joint, HARDLY_SEEN)), [poses, joints]);
  return (
    <>
      <div className="poses-heat-head">
        <Text size="xs" c="dimmed">
          {t("heat.title")}
        </Text>
        <span className="poses-heat-scale" aria-hidden />
        <Switch
          size="xs"
          label={t("heat.all")}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      <ul className="poses-heat-names" aria-label={t("heat.hidden")}>
        {joints.map((joint, row) => (
          <li key={joint} style={{ height: ROW_PX }} data-bad={(hidden[row] ?? 0) > 0.2}>
            <span>{t(`joints.${joint}`)}</span>
            <span className="poses-number">{percentOf(1 - (hidden[row] ?? 0))}</span>
          </li>
        ))}
      </ul>
      <Strip reviewed={reviewed} timeline={timeline} joints={joints} />
    </>
  );
}

function Strip({ reviewed, timeline, joints }: Props & Readonly<{ joints: readonly number[] }>) {
  const { t } = useTranslation("poses");
  const player = usePlayer();
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLSpanElement>(null);
  const frame = useShown((shown) => shown.frame);
  const { poses, film } = reviewed;
  const picture = useMemo(() => pictureOf(poses, film.frames, joints), [poses, film, joints]);
  const height = joints.length * ROW_PX;
  useEffect(() => {
    const draw = (view: Viewport) => {
      if (canvas.current !== null) paint(canvas.current, picture, view, film.rateHz, height);
    };
    draw(timeline.viewport());
    return timeline.onViewport(draw);
  }, [timeline, picture, film, height]);
  useEffect(() => {
    const place = () => {
      const x = xOf(timeline.viewport(), (frame ?? 0) / film.rateHz);
      if (head.current !== null) head.current.style.transform = `translateX(${x}px)`;
    };
    place();
    return timeline.onViewport(place);
  }, [timeline, frame, film]);
  return (
    <div className="poses-heat" style={{ height }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("heat.title")}
        onClick={(event) => player.showAt(timeAt(timeline.viewport(), event.nativeEvent.offsetX))}
      />
      <span ref={head} className="poses-heat-playhead" />
    </div>
  );
}

/** A pixel for each frame and joint. */
function pictureOf(poses: Float32Array, frames: number, joints: readonly number[]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = frames;
  canvas.height = joints.length;
  contextOf(canvas).putImageData(new ImageData(heatPixels(poses, joints), frames, joints.length), 0, 0);
  return canvas;
}

function paint(
  canvas: HTMLCanvasElement,
  picture: HTMLCanvasElement,
  view: Viewport,
  rateHz: number,
  heightPx: number,
): void {
  canvas.width = Math.round(view.widthPx * devicePixelRatio);
  canvas.height = Math.round(heightPx * devicePixelRatio);
  canvas.style.width = `${view.widthPx}px`;
  canvas.style.height = `${heightPx}px`;
  const context = contextOf(canvas);
  context.imageSmoothingEnabled = false;
  const x = xOf(view, 0) * devicePixelRatio;
  const width = (picture.width / rateHz / view.secondsPerPixel) * devicePixelRatio;
  context.drawImage(picture, x, 0, width, canvas.height);
}
