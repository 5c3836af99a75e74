/** The few nodes between what is scheduled and the speaker: one gain for each bus, so that each is muted on its own. */

import { BUSES, type Bus, type BusState } from "./types";

export interface AudioGraph {
  readonly context: BaseAudioContext;
  readonly bus: Readonly<Record<Bus, GainNode>>;
}

/** How fast a bus follows its gain, seconds: without a step that clicks. */
const GLIDE_S = 0.004;

/** Works on a live and on an offline context alike. */
export function builtGraph(context: BaseAudioContext, buses: Readonly<Record<Bus, BusState>>): AudioGraph {
  const made = {} as Record<Bus, GainNode>;
  for (const bus of BUSES) {
    made[bus] = new GainNode(context, { gain: levelOf(buses[bus]) });
    made[bus].connect(context.destination);
  }
  return { context, bus: made };
}

export function setLevel(graph: AudioGraph, bus: Bus, state: BusState): void {
  graph.bus[bus].gain.setTargetAtTime(levelOf(state), graph.context.currentTime, GLIDE_S);
}

function levelOf(state: BusState): number {
  return state.muted ? 0 : Math.min(Math.max(state.gain, 0), 1);
}
