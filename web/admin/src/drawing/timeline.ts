/**
 * The timeline: lanes on three layers (what sounds; marks over it; the playhead), each drawn only when it changed. It
 * knows no React, no song and no editing: it is given values and says where they are. The playhead is an element that
 * the compositor moves, so that playing alone draws nothing.
 */

import { openScope } from "../sound/scope";
import type { PcmSource, Span } from "../sound/types";
import { listenToGestures } from "./gestures";
import { type Frame, frameOf, xOfTime } from "./grid";
import { hitAt, type Placed, placedLanes } from "./hit";
import { openLaneArt } from "./lane_art";
import { surfaceIn } from "./surface";
import { type Theme, themeOf } from "./theme";
import "./timeline.css";
import type { Follow, Timeline, TimelineOptions, Viewport } from "./types";
import {
  centred,
  endOf,
  keptWithin,
  resized,
  revealed,
  scrolled,
  timeAt,
  viewOf,
  xOf,
  zoomed,
} from "./viewport";

export function openTimeline({ host, boundsS, onProblem }: TimelineOptions): Timeline {
  const scope = openScope();
  const ground = surfaceIn(host);
  const over = surfaceIn(host);
  const head = document.createElement("div");
  head.className = "timeline-playhead";
  head.hidden = true;
  host.append(head);
  scope.add(() => {
    for (const element of [ground.canvas, over.canvas, head]) element.remove();
  });
  const listeners = new Set<(view: Viewport) => void>();
  let placed: readonly Placed[] = [];
  let view = viewOf(boundsS, Math.max(1, host.clientWidth));
  let theme: Theme = themeOf(host);
  let loop: Span | null = null;
  let selection: Span | null = null;
  let positionS: (() => number) | null = null;
  let moving = false;
  let follow: Follow = "page";
  let lastHeadS = Number.NaN;
  let drawGround = true;
  let drawOver = true;
  let request = 0;
  let told = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const art = openLaneArt(scope, fetchSamples, () => wake({ ground: true }));

  function fetchSamples(pcm: PcmSource, from: number, to: number): void {
    if (told) return; // one failure is enough: the rough picture stays
    pcm.load(from, to).then(
      () => wake({ ground: true }),
      (problem: unknown) => {
        if (told || scope.closed()) return;
        told = true;
        onProblem?.(problem instanceof Error ? problem.message : String(problem));
      },
    );
  }

  function wake(what: { readonly ground?: boolean; readonly over?: boolean }): void {
    drawGround ||= what.ground ?? false;
    drawOver ||= what.over ?? false;
    if (!request && !scope.closed()) request = requestAnimationFrame(draw);
  }

  function draw(): void {
    request = 0;
    if (positionS) movePlayhead(positionS());
    if (drawGround || drawOver) {
      const frame = frameOf(view, devicePixelRatio);
      if (drawGround) art.paintGround(ground, frame, theme, placed);
      if (drawOver) art.paintOver(over, frame, theme, placed, loop, selection);
      drawGround = false;
      drawOver = false;
    }
    if (moving && !scope.closed() && !request) request = requestAnimationFrame(draw);
  }

  function movePlayhead(atS: number): void {
    if (moving && atS !== lastHeadS) followTo(atS);
    lastHeadS = atS;
    const frame: Frame = frameOf(view, devicePixelRatio);
    const x = xOfTime(frame, atS);
    head.hidden = x < 0 || x > frame.columns;
    head.style.transform = `translateX(${x / frame.pixelRatio}px)`;
  }

  function followTo(atS: number): void {
    if (follow === "off") return;
    if (follow === "smooth" && !calm.matches) setView(centred(view, atS, boundsS));
    else if (xOf(view, atS) < 0 || atS > endOf(view)) setView(revealed(view, atS, boundsS));
  }

  function setView(next: Viewport): void {
    const kept = keptWithin({ ...next, widthPx: view.widthPx }, boundsS);
    if (kept.startS === view.startS && kept.secondsPerPixel === view.secondsPerPixel) return;
    changeView(kept);
  }

  function changeView(next: Viewport): void {
    view = next;
    wake({ ground: true, over: true });
    for (const listener of [...listeners]) listener(view);
  }

  function readTheme(): void {
    theme = themeOf(host);
    wake({ ground: true, over: true });
  }

  listenToGestures(host, scope, {
    scrollBy: (px) => setView(scrolled(view, px, boundsS)),
    zoomAt: (factor, xPx) => setView(zoomed(view, factor, timeAt(view, xPx), boundsS)),
  });
  const sized = new ResizeObserver(() => {
    if (host.clientWidth > 0) changeView(resized(view, host.clientWidth, boundsS));
  });
  sized.observe(host);
  scope.add(() => sized.disconnect());
  const dressed = new MutationObserver(readTheme);
  dressed.observe(document.documentElement, { attributes: true });
  scope.add(() => dressed.disconnect());
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(prefers-contrast: more)",
    `(resolution: ${devicePixelRatio}dppx)`,
  ]) {
    scope.listen(matchMedia(query), "change", readTheme);
  }
  scope.add(() => cancelAnimationFrame(request));
  wake({});

  return {
    setLanes: (lanes) => {
      placed = placedLanes(lanes);
      host.style.height = `${lanes.reduce((sum, lane) => sum + lane.heightPx, 0)}px`;
      wake({ ground: true, over: true });
    },
    viewport: () => view,
    setViewport: setView,
    onViewport: (listener) => {
      listeners.add(listener);
      return scope.add(() => listeners.delete(listener));
    },
    zoom: (factor, aroundS) =>
      setView(zoomed(view, factor, aroundS ?? timeAt(view, view.widthPx / 2), boundsS)),
    show: (span) => setView(viewOf(span, view.widthPx)),
    reveal: (atS) => setView(revealed(view, atS, boundsS)),
    setPlayhead: (source) => {
      positionS = source;
      head.hidden = !source;
      wake({});
    },
    setMoving: (next) => {
      moving = next;
      wake({});
    },
    refresh: () => wake({}),
    setFollow: (next) => {
      follow = next;
    },
    setLoop: (span) => {
      loop = span;
      wake({ over: true });
    },
    setSelection: (span) => {
      selection = span;
      wake({ over: true });
    },
    hit: (xPx, yPx, withinPx) => hitAt(placed, view, xPx, yPx, withinPx),
    laneBox: (id) => {
      const found = placed.find(({ lane }) => lane.id === id);
      return found ? { topPx: found.topPx, heightPx: found.lane.heightPx } : null;
    },
    readTheme,
    close: scope.close,
  };
}
