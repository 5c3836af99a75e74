import { Alert, Button, Group, SegmentedControl, Slider, Text, Tooltip } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Clocks } from "./Clocks";
import { useBench, useBenchState, useSound } from "./context";
import { LISTENINGS, type Listening } from "./pair";
import { SPOTS, type Spot } from "./placing";

/** Play, what is heard of the two sounds, and what is looped. */
export function PlayBar() {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const playing = useSound((sound) => sound.playing);
  const failure = useSound((sound) => sound.failure);
  return (
    <Group gap="md" align="center">
      <Button
        w={118}
        variant="default"
        leftSection={playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
        onClick={bench.toggle}
      >
        {t(playing ? "pause" : "play")}
      </Button>
      <Clocks />
      {bench.sounds.camera !== null && <Listen />}
      <Loop />
      {failure !== null && (
        <Alert color="red" role="alert" py="xs">
          {failure}
        </Alert>
      )}
    </Group>
  );
}

function Listen() {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const listening = useBenchState((state) => state.listening);
  const balance = useBenchState((state) => state.balance);
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t("listen.label")}
      </Text>
      <Tooltip label={t("listen.hint")} disabled={listening !== "both"}>
        <SegmentedControl
          aria-label={t("listen.label")}
          size="xs"
          value={listening}
          onChange={(value) => bench.listen(value as Listening)}
          data={LISTENINGS.map((value) => ({ value, label: t(`listen.${value}`) }))}
        />
      </Tooltip>
      {listening === "mixed" && (
        <Slider
          w={110}
          size="sm"
          min={0}
          max={1}
          step={0.05}
          label={null}
          value={balance}
          onChange={bench.setBalance}
          thumbLabel={t("listen.balance")}
        />
      )}
    </Group>
  );
}

function Loop() {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const spot = useBenchState((state) => state.spot);
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t("loop")}
      </Text>
      <SegmentedControl
        aria-label={t("loop")}
        size="xs"
        value={spot ?? "whole"}
        onChange={(value) => bench.loop(value === "whole" ? null : (value as Spot))}
        data={[...SPOTS, "whole"].map((value) => ({ value, label: t(`spot.${value}`) }))}
      />
    </Group>
  );
}
