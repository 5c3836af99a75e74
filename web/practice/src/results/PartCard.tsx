/** One part of a result: its score, its eight steps as bars, what to do, and dancing or learning it again. */

import type { Advice, PartSheet, StepPlace, StepSheet } from "@eightcount/runtime/scoring";
import { useTranslation } from "react-i18next";
import { Button } from "../app/parts";
import type { Wishes } from "../graph/types";
import { queryOf } from "../learn/address";

interface PartCardProps {
  readonly part: PartSheet;
  readonly steps: readonly StepSheet[];
  readonly advice: readonly Advice[];
  /** Whether its lateness means anything. */
  readonly hasLateness: boolean;
  readonly looked: StepPlace | null;
  readonly onLook: (step: StepSheet) => void;
  readonly address: string;
  /** As it was danced. */
  readonly wishes: Wishes;
  readonly medals: readonly [number, number, number];
}

export function PartCard(props: PartCardProps) {
  const { part, steps, advice, looked, onLook, address, wishes, medals } = props;
  const { t } = useTranslation("results");
  const again = { ...wishes, parts: [part.part] };
  return (
    <section className="results-part">
      <h3 className="results-head">
        <span>{t("part", { part: part.part })}</span> <small>{part.name}</small>
        <strong>{part.score === null ? "–" : Math.round(part.score)}</strong>
      </h3>
      <ol className="results-bars">
        {steps.map((step) => (
          <li key={step.count}>
            <button
              type="button"
              aria-pressed={looked?.part === step.part && looked.count === step.count}
              aria-label={told(step, t)}
              disabled={!step.judged}
              onClick={() => onLook(step)}
            >
              <i
                data-grade={gradeOf(step, medals)}
                style={{ height: `${step.score === null ? 0 : 10 + 1.5 * (step.score - 40)}%` }}
              />
              <b>{step.count}</b>
            </button>
          </li>
        ))}
      </ol>
      {props.hasLateness && part.lateMs !== null && Math.abs(part.lateMs) >= 60 && (
        <p className="results-faint">
          {t(part.lateMs > 0 ? "late" : "early", { ms: Math.round(Math.abs(part.lateMs) / 10) * 10 })}
        </p>
      )}
      {advice.length > 0 && (
        <ul className="results-words">
          {advice.map((each) => (
            <li key={`${each.code}-${each.count}`}>{each.text}</li>
          ))}
        </ul>
      )}
      <div className="results-row">
        <Button to={`${address}/dance?${queryOf(again)}`}>{t("retryPart")}</Button>
        <Button to={`${address}/learn?${queryOf({ ...again, speed: 0.5 })}`}>{t("learnPart")}</Button>
      </div>
    </section>
  );
}

function gradeOf({ score }: StepSheet, [bronze, , gold]: readonly [number, number, number]): string {
  if (score === null) return "none";
  if (score >= gold) return "good";
  return score >= bronze ? "fair" : "off";
}

function told(
  step: StepSheet,
  t: (key: string, values: Readonly<Record<string, unknown>>) => string,
): string {
  const { part, count, score } = step;
  if (score !== null) return t("stepScored", { part, count, score: Math.round(score) });
  return `${t("place", { part, count })}: ${t(`whyNot.${step.whyNot ?? "no_frames"}`, {})}`;
}
