import type { Parameters } from "@eightcount/runtime/scoring";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { HIGHEST, LOWEST } from "./distribution";

type Props = Pick<Parameters, "curve" | "medals">;

const [WIDTH, HEIGHT, LEFT, FOOT, TOP] = [260, 190, 30, 20, 8];

/** From raw similarity to points; shown, not turned here. */
export function CurveChart({ curve, medals }: Props) {
  const { t } = useTranslation("tuning");
  const x = (raw: number) => LEFT + raw * (WIDTH - LEFT - 8);
  const y = (score: number) => TOP + ((HIGHEST - score) / (HIGHEST - LOWEST)) * (HEIGHT - FOOT - TOP);
  return (
    <figure className="tuning-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("curve.title")}>
        {medals.map((medal, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bronze, silver and gold, in this order
          <line key={k} x1={LEFT} x2={WIDTH - 8} y1={y(medal)} y2={y(medal)} className="tuning-medal" />
        ))}
        {[LOWEST, 60, 80, HIGHEST].map((score) => (
          <text key={score} x={LEFT - 5} y={y(score) + 4} textAnchor="end" className="tuning-axis">
            {score}
          </text>
        ))}
        {[0, 0.5, 1].map((raw) => (
          <text key={raw} x={x(raw)} y={HEIGHT - 4} textAnchor="middle" className="tuning-axis">
            {raw}
          </text>
        ))}
        <polyline
          points={curve.map(([raw, score]) => `${x(raw)},${y(score)}`).join(" ")}
          className="tuning-curve-line"
        />
      </svg>
      <Text component="figcaption" size="xs" c="dimmed">
        {t("curve.told", { bronze: medals[0], silver: medals[1], gold: medals[2] })}
      </Text>
    </figure>
  );
}
