import { ActionIcon, Button, Group, Switch, Text, Tooltip } from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockOf } from "../alignment/wordsOfNumbers";
import { usePlayer, useShown } from "./context";

type Props = Readonly<{
  skeleton: boolean;
  onSkeleton: (skeleton: boolean) => void;
  onKeys: () => void;
}>;

/** Plays, steps by frames, and says which one is shown. */
export function FrameBar({ skeleton, onSkeleton, onKeys }: Props) {
  const { t } = useTranslation("poses");
  const player = usePlayer();
  const playing = useShown((shown) => shown.playing);
  return (
    <Group gap="xs">
      <Tooltip label={t(playing ? "pause" : "play")}>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={t(playing ? "pause" : "play")}
          onClick={player.toggle}
        >
          {playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
        </ActionIcon>
      </Tooltip>
      <ActionIcon.Group>
        <Tooltip label={t("back")}>
          <ActionIcon size="lg" variant="default" aria-label={t("back")} onClick={() => player.step(-1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("on")}>
          <ActionIcon size="lg" variant="default" aria-label={t("on")} onClick={() => player.step(1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Tooltip>
      </ActionIcon.Group>
      <FrameShown />
      <Switch
        size="sm"
        label={t("showSkeleton")}
        checked={skeleton}
        onChange={(event) => onSkeleton(event.currentTarget.checked)}
      />
      <Button variant="subtle" size="xs" leftSection={<IconKeyboard size={16} />} onClick={onKeys}>
        {t("keys.open")}
      </Button>
    </Group>
  );
}

function FrameShown() {
  const { t } = useTranslation("poses");
  const { film } = usePlayer();
  const frame = useShown((shown) => shown.frame);
  return (
    <div className="poses-frame" data-shown={frame ?? ""}>
      <Text span fw={600} size="sm">
        {clockOf((frame ?? 0) / film.rateHz)}
      </Text>
      <Text span size="xs" c="dimmed">
        {t("frame", { frame: frame ?? 0, last: film.frames - 1 })}
      </Text>
    </div>
  );
}
