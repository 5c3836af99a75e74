import type { StepSheet } from "@eightcount/runtime/scoring";
import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { signedMs } from "../alignment/wordsOfNumbers";
import { placeText } from "./place";
import { type Fall, fallsOf } from "./waterfall";

/** What each joint cost at a step, from all of it down to what is left. */
export function Waterfall({ step }: Readonly<{ step: StepSheet | null }>) {
  const { t } = useTranslation("tuning");
  return (
    <section aria-label={t("waterfall.title")} className="tuning-waterfall" data-of={step && placeText(step)}>
      <Title order={2} size="h6">
        {step === null ? t("waterfall.title") : t("waterfall.of", { part: step.part, count: step.count })}
      </Title>
      {step === null && <Text size="sm">{t("waterfall.choose")}</Text>}
      {step !== null && !step.judged && <Text size="sm">{t(`whyNot.${step.whyNot}`)}</Text>}
      {step?.judged && <Falls step={step} />}
    </section>
  );
}

/** A loss that is seen where three digits are told. */
function isTold({ loss }: Fall): boolean {
  return loss >= 0.0005;
}

function Falls({ step }: Readonly<{ step: StepSheet }>) {
  const { t } = useTranslation("tuning");
  const three = (value: number | null) => (value ?? 0).toFixed(3);
  return (
    <>
      <Text size="sm" c="dimmed" className="tuning-number">
        {t("waterfall.told", {
          score: (step.score ?? 0).toFixed(1),
          raw: three(step.raw),
          shape: three(step.shape),
          timing: three(step.timing),
          late: signedMs(step.lateMs ?? 0),
        })}
      </Text>
      <table className="tuning-falls">
        <thead className="tuning-unseen">
          <tr>
            <th scope="col">{t("waterfall.what")}</th>
            <th scope="col">{t("waterfall.drawn")}</th>
            <th scope="col">{t("waterfall.loss")}</th>
          </tr>
        </thead>
        <tbody>
          {fallsOf(step)
            .filter(isTold)
            .map(({ name, from, to, loss }) => (
              <tr key={name}>
                <th scope="row">{t(`joint.${name}`)}</th>
                <td className="tuning-fall">
                  <span style={{ left: `${100 * to}%`, width: `${100 * (from - to)}%` }} />
                </td>
                <td className="tuning-number">{`−${loss.toFixed(3)}`}</td>
              </tr>
            ))}
          <tr className="tuning-left">
            <th scope="row">{t("waterfall.left")}</th>
            <td className="tuning-fall">
              <span style={{ left: 0, width: `${100 * (step.raw ?? 0)}%` }} />
            </td>
            <td className="tuning-number">{three(step.raw)}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}
