import type { Sheet, StepSheet } from "@eightcount/runtime/scoring";
import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { HIGHEST, LOWEST } from "./distribution";
import { isAt, type Place, placeText } from "./place";

type Props = Readonly<{ sheet: Sheet; place: Place | null; onPlace: (place: Place) => void }>;

/** Every step with its score, a row for each part. */
export function StepStrip({ sheet, place, onPlace }: Props) {
  const { t } = useTranslation("tuning");
  return (
    <section aria-label={t("steps")} className="tuning-steps">
      {sheet.parts.map((part) => (
        <div key={part.part} className="tuning-part">
          <span className="tuning-part-name">{t("part", { part: part.part })}</span>
          <ol>
            {sheet.steps
              .filter((step) => step.part === part.part)
              .map((step) => (
                <li key={step.count}>
                  <StepButton step={step} here={isAt(step, place)} onPlace={onPlace} />
                </li>
              ))}
          </ol>
          <span className="tuning-part-score">{scoreText(part.score)}</span>
        </div>
      ))}
      <Text size="xs" c="dimmed">
        {t("scale", { from: LOWEST, to: HIGHEST })}
      </Text>
    </section>
  );
}

type ButtonProps = Readonly<{ step: StepSheet; here: boolean; onPlace: (place: Place) => void }>;

function StepButton({ step, here, onPlace }: ButtonProps) {
  const { t } = useTranslation("tuning");
  const { part, count, score } = step;
  const shown = score === null ? "–" : Math.round(score);
  const filled = score === null ? 0 : (score - LOWEST) / (HIGHEST - LOWEST);
  return (
    <UnstyledButton
      className="tuning-step"
      data-step={placeText(step)}
      aria-pressed={here}
      aria-label={t(score === null ? "stepNotJudged" : "step", { part, count, score: shown })}
      onClick={() => onPlace({ part, count })}
    >
      <span aria-hidden>{shown}</span>
      <span className="tuning-step-bar" style={{ width: `${100 * filled}%` }} />
    </UnstyledButton>
  );
}

function scoreText(score: number | null): string {
  return score === null ? "–" : score.toFixed(1);
}
