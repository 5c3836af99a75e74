import { FEATURE_NAMES } from "@eightcount/runtime/classpack";
import type { Sheet } from "@eightcount/runtime/scoring";
import { Text, Title } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { themeOf } from "../drawing/theme";
import { usePlayer, useShown } from "../poses/context";
import { paintLanes, ROW_PX, spanOf, timeOf, xOf } from "./lanes";
import { isAt, type Place } from "./place";
import type { Trace } from "./trace";

type Props = Readonly<{ sheet: Sheet; trace: Trace | null; place: Place | null }>;

/** How far each joint was off over time, against its tolerance; a dot where a step was judged by it. */
export function JointLanes({ sheet, trace, place }: Props) {
  const { t } = useTranslation("tuning");
  const player = usePlayer();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLSpanElement>(null);
  const frame = useShown((shown) => shown.frame);
  const span = useMemo(() => spanOf(sheet, trace), [sheet, trace]);
  const chosen = useMemo(() => sheet.steps.find((step) => isAt(step, place)) ?? null, [sheet, place]);
  useEffect(() => {
    const [around, surface] = [host.current, canvas.current];
    if (around === null || surface === null) return;
    const paint = () => paintLanes(surface, themeOf(around), { sheet, trace, chosen, span });
    paint();
    const sized = new ResizeObserver(paint);
    sized.observe(surface);
    return () => sized.disconnect();
  }, [sheet, trace, chosen, span]);
  useEffect(() => {
    const place = () => {
      const [surface, line] = [canvas.current, head.current];
      if (surface === null || line === null) return;
      const x = xOf((frame ?? 0) / player.film.rateHz, span, surface.clientWidth);
      line.style.transform = `translateX(${x}px)`;
      line.hidden = x < 0 || x > surface.clientWidth;
    };
    place();
    if (canvas.current === null) return;
    const sized = new ResizeObserver(place);
    sized.observe(canvas.current);
    return () => sized.disconnect();
  }, [frame, span, player]);
  return (
    <section aria-label={t("lanes.title")}>
      <Title order={2} size="h5">
        {t("lanes.title")}
      </Title>
      <Text size="xs" c="dimmed">
        {t(sheet.session.mirrored ? "lanes.toldMirrored" : "lanes.told")}
      </Text>
      <div className="tuning-lanes">
        <ul className="tuning-lane-names">
          {FEATURE_NAMES.map((name) => (
            <li key={name} style={{ height: ROW_PX }}>
              {t(`joint.${name}`)}
            </li>
          ))}
        </ul>
        <div ref={host} className="tuning-lane-host" data-traced={trace !== null}>
          <canvas
            ref={canvas}
            role="img"
            aria-label={t("lanes.title")}
            style={{ height: ROW_PX * FEATURE_NAMES.length }}
            onClick={({ nativeEvent, currentTarget }) =>
              player.showAt(timeOf(nativeEvent.offsetX, span, currentTarget.clientWidth))
            }
          />
          <span ref={head} className="tuning-playhead" />
        </div>
      </div>
    </section>
  );
}
