/** The steps that lost most, to be chosen for a look beside the teacher. */

import type { StepPlace, StepSheet } from "@eightcount/runtime/scoring";
import { useTranslation } from "react-i18next";
import { Chip } from "../learn/Chip";

interface WeakStepsProps {
  readonly weak: readonly StepSheet[];
  readonly looked: StepPlace;
  readonly onLook: (step: StepSheet) => void;
}

export function WeakSteps({ weak, looked, onLook }: WeakStepsProps) {
  const { t } = useTranslation("results");
  return (
    <>
      <h2>{t(weak.length > 0 ? "weak" : "compare.title")}</h2>
      <div className="results-row">
        {weak.map((step) => (
          <Chip
            key={`${step.part}-${step.count}`}
            pressed={step.part === looked.part && step.count === looked.count}
            onPressed={() => onLook(step)}
          >
            {t("place", { part: step.part, count: step.count })}
          </Chip>
        ))}
      </div>
      <p className="results-faint">{t("looked", { part: looked.part, count: looked.count })}</p>
    </>
  );
}
