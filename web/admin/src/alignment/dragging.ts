/** Mouse and pen on the waveforms: the song is dragged to its place, a click elsewhere seeks. Fingers scroll. */
import type { Timeline } from "../drawing/types";
import { timeAt } from "../drawing/viewport";
import { openScope } from "../sound/scope";
import type { Bench } from "./bench";
import { movedLater, type Placing } from "./placing";

const MOVED_PX = 3;
const SONG_LANES: readonly string[] = ["song", "songClock"];

type Drag = { readonly startPx: number; readonly placing: Placing | null; moved: boolean };

/** Returns its undo. */
export function dragging(host: HTMLElement, timeline: Timeline, bench: Bench): () => void {
  const scope = openScope();
  let drag: Drag | null = null;

  const xIn = (event: PointerEvent) => event.clientX - host.getBoundingClientRect().left;
  const yIn = (event: PointerEvent) => event.clientY - host.getBoundingClientRect().top;
  const onSong = (event: PointerEvent) =>
    event.pointerType !== "touch" &&
    SONG_LANES.includes(timeline.hit(xIn(event), yIn(event), 0)?.laneId ?? "");

  function move(event: PointerEvent): void {
    if (drag === null) {
      host.style.cursor = onSong(event) ? "grab" : "";
      return;
    }
    const byPx = xIn(event) - drag.startPx;
    if (!drag.moved && Math.abs(byPx) < MOVED_PX) return;
    drag.moved = true;
    if (drag.placing === null) return;
    host.style.cursor = "grabbing";
    bench.place(movedLater(drag.placing, byPx * timeline.viewport().secondsPerPixel));
  }

  scope.listen(host, "pointerdown", (event: PointerEvent) => {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    const placing = onSong(event) ? bench.state.get().placing : null;
    drag = { startPx: xIn(event), placing, moved: false };
  });
  scope.listen(host, "pointermove", move);
  scope.listen(host, "pointerup", (event: PointerEvent) => {
    if (drag !== null && !drag.moved) bench.transport.seek(timeAt(timeline.viewport(), drag.startPx));
    drag = null;
    move(event);
  });
  scope.listen(host, "pointercancel", () => {
    drag = null;
  });
  return scope.close;
}
