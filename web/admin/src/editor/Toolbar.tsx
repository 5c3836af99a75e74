import { ActionIcon, Button, Group, SegmentedControl, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowBarRight,
  IconArrowForwardUp,
  IconKeyboard,
  IconMetronome,
  IconMicrophone2,
  IconMusic,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRepeat,
  IconVideo,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Bus, Rate } from "../sound/types";
import { ActionsMenu } from "./ActionsMenu";
import { ActionTip } from "./ActionTip";
import { useEditor, useEditorState, useSound } from "./context";
import type { ActionName } from "./core/actions/table";
import { canRedo, canUndo } from "./core/history";
import { RightButton } from "./RightButton";
import { SaveStatus } from "./SaveStatus";
import { TimeShown } from "./TimeShown";

/** What is used all the time; everything else is in the menu, and all of it has a key. */
export function Toolbar() {
  const { t } = useTranslation("beats");
  return (
    <Group
      gap="xs"
      className="editor-toolbar"
      role="toolbar"
      aria-label={t("toolbar")}
      onMouseDown={keepFocus}
    >
      <PlayButton />
      <TimeShown />
      <Speed />
      <Loop />
      <Group gap={4} role="group" aria-label={t("hear")}>
        <Heard bus="click" action="toggleClicks" icon={<IconMetronome size={18} />} />
        <Heard bus="voice" action="toggleVoice" icon={<IconMicrophone2 size={18} />} />
        <Heard bus="music" action="toggleMusic" icon={<IconMusic size={18} />} />
        <Heard bus="camera" action="toggleVideo" icon={<IconVideo size={18} />} />
      </Group>
      <Tap />
      <Ripple />
      <Group gap={4}>
        <Does action="zoomOut" icon={<IconZoomOut size={18} />} />
        <Does action="zoomIn" icon={<IconZoomIn size={18} />} />
      </Group>
      <UndoRedo />
      <ActionsMenu />
      <Does action="showKeys" icon={<IconKeyboard size={18} />} />
      <Group gap="xs" wrap="nowrap" className="editor-end">
        <SaveStatus />
        <RightButton />
      </Group>
    </Group>
  );
}

/** A click with the mouse leaves the focus where it was, so that the space bar plays on and presses no button again. */
function keepFocus(event: MouseEvent) {
  if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
}

function PlayButton() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const playing = useSound((sound) => sound.playing);
  const waiting = useSound((sound) => sound.waiting);
  return (
    <ActionTip action="playPause">
      <ActionIcon
        size="lg"
        radius="xl"
        variant="light"
        loading={playing && waiting}
        aria-label={t(playing ? "pause" : "play")}
        onClick={() => editor.perform("playPause")}
      >
        {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
      </ActionIcon>
    </ActionTip>
  );
}

const SPEEDS: Readonly<Record<string, ActionName>> = {
  "1": "fullSpeed",
  "0.75": "slowThreeQuarters",
  "0.5": "slowHalf",
};

function Speed() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const rate = useSound((sound) => sound.rate);
  const rates = useSound((sound) => sound.rates);
  const data = ([0.5, 0.75, 1] as const).map((each: Rate) => ({
    value: `${each}`,
    label: t("percent", { value: each * 100 }),
    disabled: !rates.includes(each),
  }));
  return (
    <Tooltip label={t(rates.length > 1 ? "speed" : "noSlow")}>
      <SegmentedControl
        size="xs"
        aria-label={t("speed")}
        data={data}
        value={`${rate}`}
        onChange={(value) => editor.perform(SPEEDS[value] ?? "fullSpeed")}
      />
    </Tooltip>
  );
}

function Loop() {
  const editor = useEditor();
  const loop = useSound((sound) => sound.loop);
  const { t } = useTranslation("beats");
  return (
    <ActionTip action={loop === null ? "loopPart" : "loopOff"}>
      <ActionIcon
        size="lg"
        variant={loop === null ? "subtle" : "light"}
        aria-label={t("loop")}
        aria-pressed={loop !== null}
        onClick={() => editor.perform(loop === null ? "loopPart" : "loopOff")}
      >
        <IconRepeat size={18} />
      </ActionIcon>
    </ActionTip>
  );
}

function Heard({ bus, action, icon }: Readonly<{ bus: Bus; action: ActionName; icon: ReactNode }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const muted = useSound((sound) => sound.buses[bus].muted);
  const absent = bus === "camera" && editor.material.camera === null;
  return (
    <ActionTip action={action}>
      <ActionIcon
        size="lg"
        variant={muted ? "subtle" : "light"}
        {...(muted && { color: "gray", className: "editor-muted" })}
        aria-label={t(`buses.${bus}`)}
        aria-pressed={!muted}
        disabled={absent}
        onClick={() => editor.perform(action)}
      >
        {icon}
      </ActionIcon>
    </ActionTip>
  );
}

/** Tapping by pointer or finger, for those who have no keys at hand. */
function Tap() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const playing = useSound((sound) => sound.playing);
  const readOnly = useEditorState((state) => state.readOnly);
  return (
    <ActionTip action="tap">
      <Button
        size="xs"
        variant="default"
        disabled={!playing || readOnly}
        onPointerDown={(event) => editor.perform("tap", { held: false, atMs: event.timeStamp })}
        onKeyDown={(event) => {
          const presses = event.key === "Enter" || event.key === " ";
          if (presses) editor.perform("tap", { held: event.repeat, atMs: event.timeStamp });
        }}
      >
        {t("tap")}
      </Button>
    </ActionTip>
  );
}

function Does({ action, icon }: Readonly<{ action: ActionName; icon: ReactNode }>) {
  const { t } = useTranslation("editor");
  const editor = useEditor();
  return (
    <ActionTip action={action}>
      <ActionIcon
        size="lg"
        variant="subtle"
        aria-label={t(`actions.${action}`)}
        onClick={() => editor.perform(action)}
      >
        {icon}
      </ActionIcon>
    </ActionTip>
  );
}

/** Whether a moved mark takes all later ones along. */
function Ripple() {
  const { t } = useTranslation("editor");
  const editor = useEditor();
  const ripple = useEditorState((state) => state.ripple);
  return (
    <ActionTip action="toggleRipple">
      <ActionIcon
        size="lg"
        variant={ripple ? "light" : "subtle"}
        aria-label={t("actions.toggleRipple")}
        aria-pressed={ripple}
        onClick={() => editor.perform("toggleRipple")}
      >
        <IconArrowBarRight size={18} />
      </ActionIcon>
    </ActionTip>
  );
}

function UndoRedo() {
  const { t } = useTranslation("editor");
  const editor = useEditor();
  const history = useEditorState((state) => state.history);
  return (
    <Group gap={4}>
      <ActionTip action="undo">
        <ActionIcon
          size="lg"
          variant="subtle"
          aria-label={t("actions.undo")}
          aria-disabled={!canUndo(history)}
          onClick={() => editor.perform("undo")}
        >
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </ActionTip>
      <ActionTip action="redo">
        <ActionIcon
          size="lg"
          variant="subtle"
          aria-label={t("actions.redo")}
          aria-disabled={!canRedo(history)}
          onClick={() => editor.perform("redo")}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </ActionTip>
    </Group>
  );
}
