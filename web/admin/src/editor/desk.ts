/** The desk as it is at this instant: what actions read, put together from the editor's state, its sound and view. */
import type { Timeline } from "../drawing/types";
import type { Transport } from "../sound/types";
import type { Desk } from "./core/desk";
import { canRedo, canUndo } from "./core/history";
import type { Material } from "./material";
import type { EditorState } from "./state";

/** Where nothing is drawn yet. */
const PIXELS_PER_S = 100;
/** Without a video: one frame of most of them. */
const FRAME_S = 1 / 30;

export function deskNow(
  state: EditorState,
  transport: Transport,
  material: Material,
  timeline: Timeline | null,
): Desk {
  const { history, selection, mode, grid, ripple } = state;
  const sound = transport.state();
  return {
    sketch: history.sketch,
    selection,
    view: {
      mode,
      playheadS: transport.positionS(),
      playing: sound.playing,
      rate: sound.rate,
      frameS: material.video === null ? FRAME_S : material.video.alignment.rate / material.video.rateHz,
      pixelsPerS: timeline === null ? PIXELS_PER_S : 1 / timeline.viewport().secondsPerPixel,
      songS: material.songS,
      takeRange: material.takeRange,
      onsets: material.onsets,
      grid,
      grids: material.proposal.grids,
      loop: sound.loop,
      ripple,
    },
    canUndo: canUndo(history),
    canRedo: canRedo(history),
  };
}
