import { Button, Checkbox, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorState } from "./context";
import type { DroppedTap } from "./core/taps/average";
import { type PassRead, readPass } from "./core/taps/pass";
import { keptLatency } from "./latency";
import type { TapPass } from "./passes";
import { averageOf } from "./tapping";

/** The passes of taps that the marks are made of, what each is worth, and the taps that were left out. */
export function TapsPanel() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const passes = useEditorState((state) => state.passes);
  const average = useMemo(() => averageOf(passes), [passes]);
  useEditorState((state) => state.dialog); // the dialog writes the latency: look again when it closes
  const latency = keptLatency(editor.account);
  return (
    <Stack gap="xs">
      <Text size="sm">
        {latency === null
          ? t("taps.notCalibrated")
          : t("taps.latency", { ms: latency.latencyMs, spread: latency.spreadMs })}
      </Text>
      <Button
        size="compact-sm"
        variant="default"
        className="editor-start"
        onClick={() => editor.perform("calibrate")}
      >
        {t(latency === null ? "taps.calibrate" : "taps.calibrateAgain")}
      </Button>
      {passes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("taps.none")}
        </Text>
      ) : (
        <ul className="editor-list" aria-label={t("taps.passes")}>
          {passes.map((pass, at) => (
            <Pass key={pass.id} pass={pass} number={at + 1} />
          ))}
        </ul>
      )}
      <Dropped dropped={average.dropped} />
    </Stack>
  );
}

function Pass({ pass, number }: Readonly<{ pass: TapPass; number: number }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const read = useMemo(() => readPass(pass), [pass]);
  const words = useReadWords();
  return (
    <li>
      <Checkbox
        size="xs"
        checked={pass.used}
        disabled={read.kind !== "good"}
        label={t("taps.pass", { number, percent: pass.rate * 100 })}
        description={words(read)}
        error={read.kind === "tooNoisy"}
        onChange={(event) => editor.tapping.use(pass.id, event.currentTarget.checked)}
      />
    </li>
  );
}

function useReadWords(): (read: PassRead) => string {
  const { t } = useTranslation("editor");
  return (read) => {
    if (read.kind !== "good") return t(`taps.pass.${read.kind}`, { ...read });
    const told = [t("taps.pass.good", { count: read.beatsS.length, spreadMs: read.spreadMs })];
    if (read.missing > 0) told.push(t("taps.pass.missing", { count: read.missing }));
    if (read.slow) told.push(t("taps.pass.slow"));
    return told.join(" ");
  };
}

function Dropped({ dropped }: Readonly<{ dropped: readonly DroppedTap[] }>) {
  const { t } = useTranslation(["beats", "editor"]);
  const editor = useEditor();
  if (dropped.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {t("beats:taps.dropped", { count: dropped.length })}
      </Text>
      <ul className="editor-list">
        {dropped.map(({ passId, s, why, offMs }) => (
          <li key={`${passId} ${s} ${why}`}>
            <button type="button" className="editor-line editor-plain" onClick={() => editor.seek(s)}>
              {t(`editor:taps.dropped.${why}`, { s: s.toFixed(3), offMs })}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
