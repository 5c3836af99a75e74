import { IconAlertTriangle, IconCheck, IconHelp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Reading, spotReadings } from "./agreement";
import { useBenchState } from "./context";
import type { Held } from "./held";
import { clockOf, percentOf, rateOf, signedMs } from "./wordsOfNumbers";

const TONE_ICONS = { good: IconCheck, weak: IconHelp, off: IconAlertTriangle } as const;

type Props = Readonly<{ held: Held; coverage: number | null; readings: readonly Reading[] }>;

/** The numbers: where the song lies now, how fast, how sure, and how start, middle and end agree. */
export function Facts({ held, coverage, readings }: Props) {
  const { t } = useTranslation("alignment");
  const { offsetS, rate } = useBenchState((state) => state.placing);
  const shown = held.kind === "shown" ? held.shown : null;
  return (
    <dl className="alignment-facts">
      <Fact name={t("facts.offset")} note={`${offsetS.toFixed(6)} s`}>
        <span data-fact="offset">{clockOf(offsetS)}</span>
      </Fact>
      <Fact name={t("facts.rate")} note={shown ? t(`kind.${shown.kind}`) : ""}>
        {rateOf(rate)}
      </Fact>
      <Fact name={t("facts.confidence")}>
        {shown === null
          ? t("facts.none")
          : shown.confidence === null
            ? t("facts.byHand")
            : percentOf(shown.confidence)}
      </Fact>
      <Fact name={t("facts.coverage")}>
        {coverage === null || Number.isNaN(coverage) ? t("facts.none") : percentOf(coverage)}
      </Fact>
      {spotReadings(readings).map(([spot, reading]) => (
        <Agreement key={spot} name={t(`spot.${spot}`)} reading={reading} />
      ))}
    </dl>
  );
}

type FactProps = Readonly<{ name: string; note?: string; children: ReactNode }>;

function Fact({ name, note = "", children }: FactProps) {
  return (
    <div className="alignment-fact">
      <dt>{name}</dt>
      <dd>
        <span className="alignment-fact-value">{children}</span>
        <span className="alignment-fact-note">{note}</span>
      </dd>
    </div>
  );
}

function Agreement({ name, reading }: Readonly<{ name: string; reading: Reading }>) {
  const { t } = useTranslation("alignment");
  const { tone, agreement, residualMs } = reading;
  const Icon = TONE_ICONS[tone];
  return (
    <div className="alignment-fact" data-tone={tone}>
      <dt>{name}</dt>
      <dd>
        <span className="alignment-fact-value">
          <Icon size={16} aria-hidden /> {percentOf(agreement)}
        </span>
        <span className="alignment-fact-note">
          {t(`tone.${tone}`)}
          {tone !== "weak" && ` · ${t("reading", { ms: signedMs(residualMs) })}`}
        </span>
      </dd>
    </div>
  );
}
