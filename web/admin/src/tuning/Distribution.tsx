import { Alert, Card, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { BIN, LOWEST, type Spread, scoresOf, spreadOf } from "./distribution";
import type { Practice } from "./practices";
import type { Rescored } from "./useRescored";

type Props = Readonly<{ practices: readonly Practice[]; rescored: Rescored }>;

const [WIDTH, HEIGHT, FOOT] = [360, 140, 18];

/** How the scores of all practices lie, as stored and by the parameters that are shown. */
export function Distribution({ practices, rescored }: Props) {
  const { t } = useTranslation("tuning");
  const before = useMemo(() => spreadOf(practices.map(({ sheet }) => sheet.total.score)), [practices]);
  const after = useMemo(
    () =>
      spreadOf(
        scoresOf(
          practices.map(({ id }) => id),
          rescored.sheets,
        ),
      ),
    [practices, rescored.sheets],
  );
  const number = (value: number | null) => (value === null ? "–" : value.toFixed(1));
  const told = (spread: Spread) =>
    t("spread.told", {
      scored: spread.scored,
      mean: number(spread.mean),
      deviation: number(spread.deviation),
    });
  return (
    <Card withBorder component="section" aria-label={t("spread.title")}>
      <Title order={2} size="h5" mb={4}>
        {t("spread.title")}
      </Title>
      <Histogram
        before={before}
        after={after}
        label={`${t("spread.before")}: ${told(before)}. ${t("spread.after")}: ${told(after)}.`}
      />
      <dl className="tuning-spreads">
        <dt data-which="before">{t("spread.before")}</dt>
        <dd data-bins={before.bins.join(" ")} data-before>
          {told(before)}
        </dd>
        <dt data-which="after">{t("spread.after")}</dt>
        <dd data-bins={after.bins.join(" ")} data-after data-busy={rescored.busy}>
          {told(after)}
        </dd>
      </dl>
      {rescored.broken === null ? (
        <Text size="xs" c="dimmed" role="status">
          {t(rescored.busy ? "spread.busy" : "spread.ready")}
        </Text>
      ) : (
        <Alert color="red">{t("spread.broken", { fault: rescored.broken })}</Alert>
      )}
    </Card>
  );
}

type HistogramProps = Readonly<{ before: Spread; after: Spread; label: string }>;

function Histogram({ before, after, label }: HistogramProps) {
  const most = Math.max(1, ...before.bins, ...after.bins);
  const bin = WIDTH / before.bins.length;
  const high = (count: number) => (count / most) * (HEIGHT - FOOT - 4);
  const bar = (count: number, k: number, which: "before" | "after") => (
    <rect
      className="tuning-bar"
      data-which={which}
      x={k * bin + (which === "before" ? 1.5 : bin / 2 + 0.5)}
      y={HEIGHT - FOOT - high(count)}
      width={bin / 2 - 2}
      height={high(count)}
    />
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="tuning-histogram">
      {before.bins.map((count, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
        <g key={k}>
          {bar(count, k, "before")}
          {bar(after.bins[k] ?? 0, k, "after")}
          {k % 2 === 0 && (
            <text x={k * bin} y={HEIGHT - 5} className="tuning-axis">
              {LOWEST + k * BIN}
            </text>
          )}
        </g>
      ))}
      <line x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} className="tuning-axis-line" />
    </svg>
  );
}
