/** What the commands of the actions table do: they change what is heard, seen or open, and nothing that is saved. */

import type { Bus, Rate, VoiceLanguage } from "../sound/types";
import { loadVoice } from "../sound/voice";
import { change } from "./cell";
import { decideNext } from "./conflicts";
import { nextProblem } from "./core/checks/problem";
import type { Command } from "./core/desk";
import { partOf } from "./core/parts";
import { only } from "./core/selection";
import type { Asked, Editor } from "./editor";
import { problemsOf } from "./problems";
import { acceptChosen, acceptSelected, openPreview } from "./snapping";

export type CommandRooms = Readonly<{ editor: Editor; language: () => string }>;

type Run = (rooms: CommandRooms, asked: Asked) => void;

const COMMANDS: Readonly<Record<Command, Run>> = {
  playPause: ({ editor }) => void playPause(editor),
  playFromSelection: ({ editor }) => void playFromSelection(editor),
  tap: ({ editor }, { atMs, held }) => {
    if (!held && !editor.tapping.tap(atMs)) editor.say("said.tapWhilePlaying");
  },
  calibrate: ({ editor }) => {
    editor.transport.pause();
    change(editor.state, { dialog: "calibrate" });
  },
  slowHalf: ({ editor }) => setRate(editor, 0.5),
  slowThreeQuarters: ({ editor }) => setRate(editor, 0.75),
  fullSpeed: ({ editor }) => setRate(editor, 1),
  toggleClicks: ({ editor }) => toggleBus(editor, "click"),
  toggleVoice: ({ editor, language }) => void toggleVoice(editor, language()),
  toggleMusic: ({ editor }) => toggleBus(editor, "music"),
  toggleVideo: ({ editor }) => toggleBus(editor, "camera"),
  zoomIn: ({ editor }) => zoom(editor, 0.5),
  zoomOut: ({ editor }) => zoom(editor, 2),
  zoomAll: ({ editor }) => editor.timeline()?.show({ startS: 0, endS: editor.material.songS }),
  zoomSelection: ({ editor }) => zoomSelection(editor),
  toggleSpectrogram: ({ editor: { state } }) => change(state, { spectrogram: !state.get().spectrogram }),
  toggleRipple: ({ editor: { state, say } }) => {
    change(state, { ripple: !state.get().ripple });
    say(state.get().ripple ? "said.ripple" : "said.single");
  },
  renamePart: ({ editor }) => change(editor.state, { naming: partHere(editor) }),
  snapPreview: ({ editor }) => openPreview(editor),
  acceptAll: ({ editor }) => acceptChosen(editor),
  acceptOne: ({ editor }) => acceptSelected(editor),
  leave: ({ editor: { state, say } }) => {
    if (state.get().mode !== "preview") return;
    change(state, { mode: "edit", preview: null });
    say("said.previewLeft");
  },
  keepMine: ({ editor }) => decideNext(editor, "mine"),
  takeTheirs: ({ editor }) => decideNext(editor, "theirs"),
  save: ({ editor }) => void editor.saver.now(),
  importFile: ({ editor }) => change(editor.state, { dialog: "files" }),
  exportFile: ({ editor }) => {
    void editor.saver.now(); // files are of what is saved
    change(editor.state, { dialog: "files" });
  },
  nextProblem: ({ editor }) => jump(editor, 1),
  previousProblem: ({ editor }) => jump(editor, -1),
  showChecks: ({ editor }) => change(editor.state, { panel: "checks" }),
  showKeys: ({ editor }) => change(editor.state, { dialog: "keys" }),
};

export function runCommand(command: Command, rooms: CommandRooms, asked: Asked) {
  COMMANDS[command](rooms, asked);
}

async function playPause({ transport, desk }: Editor): Promise<void> {
  if (transport.state().playing) return transport.pause();
  const { loop, playheadS } = desk().view;
  const outside = loop !== null && (playheadS < loop.startS || playheadS >= loop.endS);
  await transport.play(outside ? loop.startS : undefined);
}

async function playFromSelection({ transport, desk }: Editor): Promise<void> {
  const { sketch, selection, view } = desk();
  const first = sketch.marks.find((mark) => selection.ids.includes(mark.id));
  await transport.play(first?.s ?? view.loop?.startS ?? view.playheadS);
}

function setRate({ transport, say }: Editor, rate: Rate) {
  if (!transport.state().rates.includes(rate)) return say("said.noSlow");
  transport.setRate(rate);
  say("said.rate", { percent: rate * 100 });
}

function toggleBus({ transport, say }: Editor, bus: Bus) {
  const muted = !transport.state().buses[bus].muted;
  transport.setBus(bus, { muted });
  say(muted ? "said.muted" : "said.heard", { bus });
}

async function toggleVoice(editor: Editor, language: string): Promise<void> {
  if (editor.transport.state().buses.voice.muted) {
    const spoken: VoiceLanguage = language.startsWith("ko") ? "ko" : "en";
    editor.transport.setVoice(await loadVoice(spoken));
  }
  toggleBus(editor, "voice");
}

/** Around the playhead where it is seen, else around the middle. */
function zoom({ timeline, transport }: Editor, factor: number) {
  const view = timeline()?.viewport();
  if (view === undefined) return;
  const s = transport.positionS();
  const seen = s >= view.startS && s <= view.startS + view.widthPx * view.secondsPerPixel;
  timeline()?.zoom(factor, seen ? s : undefined);
}

/** The selected marks with room on either side; the marks of the class where none is selected. */
function zoomSelection({ timeline, desk, material }: Editor) {
  const { sketch, selection } = desk();
  const chosen = sketch.marks.filter((mark) => selection.ids.includes(mark.id));
  const marks = chosen.length > 0 ? chosen : sketch.marks;
  const startS = marks[0]?.s ?? material.takeRange.startS;
  const endS = marks.at(-1)?.s ?? material.takeRange.endS;
  const asideS = Math.max(0.05, (endS - startS) * 0.05);
  timeline()?.show({ startS: startS - asideS, endS: endS + asideS });
}

function partHere({ desk }: Editor): number | null {
  const { sketch, selection, view } = desk();
  const chosen = sketch.marks.findIndex((mark) => selection.ids.includes(mark.id));
  const here = chosen >= 0 ? chosen : sketch.marks.findLastIndex((mark) => mark.s <= view.playheadS);
  return sketch.marks.length < 2 ? null : partOf(Math.min(Math.max(here, 0), sketch.marks.length - 2));
}

function jump(editor: Editor, direction: 1 | -1) {
  const { sketch, view } = editor.desk();
  const found = nextProblem(problemsOf(editor, editor.state.get()), view.playheadS, direction);
  if (found === null || found.s === null) return editor.say("said.noProblem");
  change(editor.state, { panel: "checks" });
  const mark = found.index === null ? undefined : sketch.marks[found.index];
  editor.select(mark === undefined ? { ids: [], anchor: null } : only(mark.id), found.s);
  editor.say(`checks.${found.code}.${found.say}`, found.params);
}
