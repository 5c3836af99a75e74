/** The pose review's commands: one table for the handler and for the list that `?` shows. */
import type { Timeline } from "../drawing/types";
import { wholeFilm } from "./lanes";
import type { Reviewed } from "./material";
import type { Player } from "./player";
import { type Entry, entryIn, PLAYING, type Playing } from "./playing";
import { lookFrom } from "./report";
import { pointFrom, type StepPoint } from "./routine";

export type Command =
  | Playing
  | "nextLook"
  | "lastLook"
  | "nextPoint"
  | "lastPoint"
  | "skeleton"
  | "closer"
  | "wider"
  | "fit"
  | "help";

export type Around = Readonly<{
  player: Player;
  reviewed: Reviewed;
  points: readonly StepPoint[];
  timeline: Timeline | null;
  toggleSkeleton: () => void;
  help: () => void;
}>;

const CLOSER = 0.5;

export const COMMANDS: readonly Entry<Command, Around>[] = [
  ...PLAYING,
  { command: "nextLook", keys: ["n"], act: (around) => toLook(around, 1) },
  { command: "lastLook", keys: ["p"], act: (around) => toLook(around, -1) },
  { command: "nextPoint", keys: ["]"], repeats: true, act: (around) => toPoint(around, 1) },
  { command: "lastPoint", keys: ["["], repeats: true, act: (around) => toPoint(around, -1) },
  { command: "skeleton", keys: ["s"], act: ({ toggleSkeleton }) => toggleSkeleton() },
  {
    command: "closer",
    keys: ["+", "="],
    repeats: true,
    act: ({ player, timeline }) => timeline?.zoom(CLOSER, player.positionS()),
  },
  {
    command: "wider",
    keys: ["-"],
    repeats: true,
    act: ({ player, timeline }) => timeline?.zoom(1 / CLOSER, player.positionS()),
  },
  { command: "fit", keys: ["z"], act: ({ reviewed, timeline }) => timeline?.show(wholeFilm(reviewed)) },
  { command: "help", keys: ["?"], act: ({ help }) => help() },
];

export function entryOf(chord: string): Entry<Command, Around> | null {
  return entryIn(COMMANDS, chord);
}

function toLook({ player, reviewed }: Around, way: 1 | -1): void {
  const halfFrameS = 0.5 / player.film.rateHz;
  const look = lookFrom(reviewed.report.looks, player.positionS() + way * halfFrameS, way);
  if (look !== null) player.showAt(look.startS + halfFrameS);
}

function toPoint({ player, points }: Around, way: 1 | -1): void {
  const point = pointFrom(points, Math.round(player.positionS() * player.film.rateHz), way);
  if (point !== null) player.showFrame(point.frame);
}
