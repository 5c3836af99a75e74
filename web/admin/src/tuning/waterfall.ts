/** What a step lost, and by what: from 1 down to its raw value, the largest loss first. Pure. */
import { COSTS, type CostName, type StepSheet } from "@eightcount/runtime/scoring";

export type Fall = Readonly<{
  name: CostName;
  /** Raw value above and below this loss. */
  from: number;
  to: number;
  loss: number;
}>;

/** Empty where the step is not judged. */
export function fallsOf({ costs }: Pick<StepSheet, "costs">): readonly Fall[] {
  if (costs === null) return [];
  const lost = COSTS.map((name) => ({ name, loss: costs[name] })).filter(({ loss }) => loss > 0);
  let from = 1;
  return lost
    .toSorted((one, other) => other.loss - one.loss)
    .map(({ name, loss }) => {
      const fall = { name, loss, from, to: from - loss };
      from = fall.to;
      return fall;
    });
}
