/** The step counter: eight counts of the part that is danced, the current one large; a tap on one goes there. */

import type { Routine } from "@eightcount/runtime";
import { useTranslation } from "react-i18next";
import type { Place } from "./lesson";

interface LessonStepsProps {
  readonly routine: Routine;
  readonly place: Place | null;
  readonly parts: readonly number[];
  readonly onStep: (atS: number) => void;
}

export function LessonSteps({ routine, place, parts, onStep }: LessonStepsProps) {
  const { t } = useTranslation("learn");
  const number = place?.part ?? parts[0] ?? 1;
  const part = routine.parts[number - 1];
  return (
    <div className="learn-steps">
      <p className="learn-part">
        <strong>{t("part", { part: number })}</strong> {part?.name} · {t("steps")}
      </p>
      <ol>
        {part?.steps.map((step, index) => (
          <li key={step.start.videoS}>
            <button
              type="button"
              data-now={place?.part === number && place.count === index + 1}
              aria-current={place?.part === number && place.count === index + 1 ? "step" : undefined}
              aria-label={t("step", { part: number, count: index + 1 })}
              onClick={() => onStep(step.start.videoS)}
            >
              {index + 1}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
