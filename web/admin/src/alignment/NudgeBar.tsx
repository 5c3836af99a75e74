import { ActionIcon, Button, Group, NumberInput, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useBench, useBenchState } from "./context";
import { isSame, NUDGES_S, type Placing } from "./placing";
import { signedMs } from "./wordsOfNumbers";

/** Moves the song by a little, or to a number; says how far it is from what is saved. */
export function NudgeBar({ saved }: Readonly<{ saved: Placing | null }>) {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const { offsetS } = useBenchState((state) => state.placing);
  const { frameS } = bench.sounds;
  const fine = t("nudge.ms", { count: 1 });
  const coarse = t("nudge.ms", { count: 10 });
  const frame = t("nudge.frame");
  const steps = [
    [fine, NUDGES_S.fine],
    [coarse, NUDGES_S.coarse],
    [frame, frameS],
  ] as const;
  return (
    <Group gap="md">
      <Text size="sm" c="dimmed">
        {t("nudge.label")}
      </Text>
      <Group gap={2}>
        {([-1, 1] as const).map((sign) => (
          <Button.Group key={sign}>
            {(sign < 0 ? steps.toReversed() : steps).map(([by, s]) => (
              <Button
                key={by}
                size="compact-sm"
                variant="default"
                h={30}
                aria-label={t(sign < 0 ? "nudge.earlier" : "nudge.later", { by })}
                onClick={() => bench.nudge(sign * s)}
              >
                {sign < 0 ? `← ${by}` : `${by} →`}
              </Button>
            ))}
          </Button.Group>
        ))}
      </Group>
      <Group gap="xs">
        <NumberInput
          aria-label={t("nudge.offset")}
          size="xs"
          w={130}
          value={offsetS}
          decimalScale={6}
          fixedDecimalScale
          step={0.001}
          suffix=" s"
          onChange={(value) => typeof value === "number" && bench.placeAt(value)}
        />
        <Away saved={saved} />
      </Group>
    </Group>
  );
}

function Away({ saved }: Readonly<{ saved: Placing | null }>) {
  const { t } = useTranslation("alignment");
  const bench = useBench();
  const placing = useBenchState((state) => state.placing);
  const same = saved !== null && isSame(saved, placing);
  const ms = saved === null ? 0 : ((saved.offsetS - placing.offsetS) / placing.rate) * 1000;
  return (
    <>
      <Tooltip label={t("nudge.back")}>
        <ActionIcon
          variant="default"
          aria-label={t("nudge.back")}
          disabled={saved === null || same}
          onClick={() => saved !== null && bench.place(saved)}
        >
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Text size="sm" role="status" fw={same ? 400 : 600} className="alignment-away" data-same={same}>
        {saved === null
          ? t("nudge.notSaved")
          : same
            ? t("nudge.asSaved")
            : t("nudge.moved", { ms: signedMs(ms) })}
      </Text>
    </>
  );
}
