import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Calibrating, openCalibrating } from "./calibrating";
import { calibrated, LEAST_TAPS, type Calibration as Measured } from "./core/taps/calibration";
import { forgetLatency, keepLatency, keptLatency } from "./latency";

const TAP_KEYS = new Set(["KeyT", "KeyB", "Space"]);

type Props = Readonly<{ account: string; onDone?: () => void }>;

/** Tap along to clicks: how late the taps come on this device is kept for this person, and taken off from then on. */
export function Calibration({ account, onDone }: Props) {
  const { t } = useTranslation("beats");
  const [kept, setKept] = useState(() => keptLatency(account));
  const { running, taps, measured, begin, tap } = useMeasuring();
  const save = () => {
    if (measured?.kind !== "calibrated") return;
    const { latencyMs, spreadMs } = measured;
    const latency = { latencyMs, spreadMs, at: new Date().toISOString() };
    keepLatency(account, latency);
    setKept(latency);
    onDone?.();
  };
  const forget = () => {
    forgetLatency(account);
    setKept(null);
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{t("calibration.told")}</Text>
      <Text size="sm" c="dimmed">
        {kept === null
          ? t("calibration.none")
          : t("calibration.kept", { ms: kept.latencyMs, spread: kept.spreadMs })}
      </Text>
      <Progress
        value={(100 * Math.min(taps, LEAST_TAPS)) / LEAST_TAPS}
        aria-label={t("calibration.progress")}
      />
      <Outcome measured={measured} taps={taps} running={running} />
      <Group>
        {running ? (
          <Button size="md" flex={1} onPointerDown={(event) => tap(event.timeStamp)} data-autofocus>
            {t("calibration.tap")}
          </Button>
        ) : (
          <Button
            variant={measured?.kind === "calibrated" ? "default" : "filled"}
            onClick={() => void begin()}
            data-autofocus
          >
            {t(measured === null ? "calibration.start" : "calibration.again")}
          </Button>
        )}
        {measured?.kind === "calibrated" && !running && (
          <Button onClick={save}>{t("calibration.save")}</Button>
        )}
        {kept !== null && !running && (
          <Button variant="subtle" onClick={forget}>
            {t("calibration.forget")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Outcome(given: Readonly<{ measured: Measured | null; taps: number; running: boolean }>) {
  const { measured, taps, running } = given;
  const { t } = useTranslation(["editor", "beats"]);
  const words =
    running && measured?.kind !== "tooNoisy"
      ? t("beats:calibration.count", { count: taps, needed: LEAST_TAPS })
      : measured && t(`editor:taps.calibration.${measured.kind}`, { ...measured });
  if (measured === null && !running) return null;
  const slips = measured?.kind === "calibrated" ? measured.droppedS.length : 0;
  return (
    <Alert role="status" color={measured?.kind === "tooNoisy" ? "orange" : "gray"} mih="3.2rem">
      {words}
      {slips > 0 && ` ${t("editor:taps.calibration.dropped", { count: slips })}`}
    </Alert>
  );
}

/** Runs the clicks until enough taps agree, or there are no more. */
function useMeasuring() {
  const clicks = useRef<Calibrating | null>(null);
  const tapsS = useRef<number[]>([]);
  const [running, setRunning] = useState(false);
  const [taps, setTaps] = useState(0);
  const [measured, setMeasured] = useState<Measured | null>(null);

  const end = () => {
    clicks.current?.close();
    clicks.current = null;
    setRunning(false);
  };
  const begin = async () => {
    end();
    tapsS.current = [];
    setTaps(0);
    setMeasured(null);
    clicks.current = openCalibrating();
    setRunning(true);
    await clicks.current.start();
  };
  const tap = (atMs: number) => {
    const open = clicks.current;
    const s = open?.tapS(atMs) ?? null;
    if (open === null || s === null) return;
    tapsS.current.push(s);
    setTaps(tapsS.current.length);
    const found = calibrated(open.clicksS, tapsS.current);
    setMeasured(found);
    if (found.kind === "calibrated") end();
  };

  const heard = useRef(tap);
  heard.current = tap;
  useEffect(() => {
    if (!running) return;
    const pressed = (event: KeyboardEvent) => {
      if (!TAP_KEYS.has(event.code)) return;
      event.preventDefault();
      if (!event.repeat) heard.current(event.timeStamp);
    };
    window.addEventListener("keydown", pressed, { capture: true });
    return () => window.removeEventListener("keydown", pressed, { capture: true });
  }, [running]);
  useEffect(() => () => clicks.current?.close(), []);
  return { running, taps, measured, begin, tap };
}
