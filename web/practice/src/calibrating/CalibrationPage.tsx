/** The screen on which somebody finds out how late their device is, by clapping before it or tapping on it. */

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Busy, Button, Notice, Page } from "../app/parts";
import { CameraError } from "../graph";
import "./calibration.css";
import { begin, type Going } from "./calibrating";
import { CLICKS, SilentError } from "./clicks";
import type { Found } from "./latency";
import { type Output, presentOutput, watchOutput } from "./output";
import { calibratedFor, forget } from "./store";

type State =
  | { readonly kind: "choosing" | "stopped" }
  | { readonly kind: "opening" }
  | { readonly kind: "going"; readonly by: "clap" | "tap"; readonly going: Going }
  | { readonly kind: "over"; readonly found: Found }
  | { readonly kind: "failed"; readonly why: string };

export function CalibrationPage() {
  const { t } = useTranslation("calibrating");
  const [state, setState] = useState<State>({ kind: "choosing" });
  const [counts, setCounts] = useState({ clicks: 0, made: 0 });
  const output = useOutput();
  // Of the present go: what comes late for one that was left is let go.
  const leaving = useRef(new AbortController());
  const leave = useCallback(() => leaving.current.abort(), []);
  useEffect(() => leave, [leave]);

  async function go(by: "clap" | "tap") {
    leave();
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    setState({ kind: "opening" });
    setCounts({ clicks: 0, made: 0 });
    try {
      const going = await begin(by, (clicks, made) => setCounts({ clicks, made }), signal);
      setState({ kind: "going", by, going });
      const found = await going.found;
      if (found) setState({ kind: "over", found });
    } catch (error) {
      if (signal.aborted) return;
      setState({ kind: "failed", why: whyOf(error) });
    }
  }

  function stop() {
    leave();
    setState({ kind: "stopped" });
  }

  const choices = (
    <>
      <Button kind="main" onClick={() => void go("clap")} takesFocus={state.kind !== "choosing"}>
        {t("clap")}
      </Button>
      <Button onClick={() => void go("tap")}>{t("tap")}</Button>
    </>
  );
  const stopping = (
    <Button key="stop" onClick={stop} takesFocus>
      {t("stop")}
    </Button>
  );
  const isGoing = state.kind === "going" || state.kind === "opening";
  return (
    <Page title={t("title")} back="/settings" actions={isGoing ? stopping : choices}>
      {state.kind === "opening" && <Busy>{t("opening")}</Busy>}
      {state.kind === "going" && <Round by={state.by} going={state.going} {...counts} />}
      {state.kind === "failed" && <Notice tone="bad">{t(state.why)}</Notice>}
      {state.kind === "over" && <Outcome found={state.found} />}
      {!isGoing && <Present output={output} />}
    </Page>
  );
}

function whyOf(error: unknown): string {
  if (error instanceof CameraError) return `camera.${error.code}`;
  return error instanceof SilentError ? "silent" : "pose";
}

function useOutput(): Output {
  const [output, setOutput] = useState(presentOutput);
  useEffect(() => watchOutput(setOutput), []);
  return output;
}

interface RoundProps {
  readonly by: "clap" | "tap";
  readonly going: Going;
  readonly clicks: number;
  readonly made: number;
}

function Round({ by, going, clicks, made }: RoundProps) {
  const { t } = useTranslation("calibrating");
  const preview = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (preview.current) preview.current.srcObject = going.camera?.stream ?? null;
  }, [going]);
  return (
    <>
      <p>{t(`${by}How`)}</p>
      <progress className="calibration-clicks" max={CLICKS} value={clicks} aria-label={t("clicks")} />
      {by === "clap" ? (
        <video
          ref={preview}
          className={going.camera?.mirrored ? "calibration-preview is-mirrored" : "calibration-preview"}
          muted
          playsInline
          autoPlay
        />
      ) : (
        <TapHere tap={going.tap} />
      )}
      <p className="calibration-made" role="status">
        {t(`${by}Made`, { count: made })}
      </p>
    </>
  );
}

/** By finger, or by the keys that press a button. */
function TapHere({ tap }: Pick<Going, "tap">) {
  const { t } = useTranslation("calibrating");
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => own.current?.focus(), []);
  return (
    <button
      ref={own}
      type="button"
      className="calibration-tap"
      onPointerDown={({ timeStamp }) => tap(timeStamp)}
      onKeyDown={({ key, repeat, timeStamp }) => {
        if ((key === " " || key === "Enter") && !repeat) tap(timeStamp);
      }}
    >
      {t("here")}
    </button>
  );
}

function Outcome({ found }: { readonly found: Found }) {
  const { t } = useTranslation("calibrating");
  if (found.kind === "found") return <Notice tone="good">{t("found", { count: found.count })}</Notice>;
  return <Notice tone="warn">{t(found.kind)}</Notice>;
}

function Present({ output }: { readonly output: Output }) {
  const { t, i18n } = useTranslation("calibrating");
  const [, look] = useReducer((count: number) => count + 1, 0);
  const kept = calibratedFor(output);
  return (
    <>
      <p>{t("why")}</p>
      {output.isWireless && (
        <Notice tone="warn">{t("wireless", { label: output.label || t("unnamed") })}</Notice>
      )}
      {kept === null ? (
        <p className="calibration-faint">{t("not")}</p>
      ) : (
        <>
          <p>
            {t("kept", {
              ms: Math.round(kept.latencyS * 1000),
              day: new Date(kept.atMs).toLocaleDateString(i18n.language),
            })}
          </p>
          <Button
            onClick={() => {
              forget(output);
              look();
            }}
          >
            {t("forget")}
          </Button>
        </>
      )}
      <p className="calibration-faint">{t("here_only")}</p>
    </>
  );
}
