/** What each branch of the graph does, in numbers: to see where a device cannot keep up. */

import { useTranslation } from "react-i18next";
import type { BranchName, BranchStats, GraphStats } from "../graph";
import { chosen } from "../pose";
import "./diagnostics.css";

const BRANCHES: readonly BranchName[] = ["class", "preview", "overlay", "pose", "scoring", "recording"];

export function Diagnostics({ stats }: { readonly stats: GraphStats }) {
  const { t } = useTranslation("diagnostics");
  const choice = chosen();
  return (
    <section className="diagnostics" aria-label={t("title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("branch")}</th>
            <th scope="col">{t("came")}</th>
            <th scope="col">{t("done")}</th>
            <th scope="col">{t("dropped")}</th>
            <th scope="col">{t("latency")}</th>
          </tr>
        </thead>
        <tbody>
          {BRANCHES.map((name) => (
            <Row key={name} name={t(name)} stats={stats[name]} />
          ))}
        </tbody>
      </table>
      {choice && (
        <p>{t("model", { model: choice.model, delegate: choice.delegate, ms: Math.round(choice.tookMs) })}</p>
      )}
    </section>
  );
}

function Row({ name, stats }: { readonly name: string; readonly stats: BranchStats }) {
  const { came, done, dropped, medianLatencyMs, worstLatencyMs } = stats;
  const isBehind = dropped > MUCH * came;
  return (
    <tr className={isBehind ? "is-behind" : ""}>
      <th scope="row">{name}</th>
      <td>{came}</td>
      <td>{done}</td>
      <td>{dropped}</td>
      <td>
        {inMs(medianLatencyMs)} / {inMs(worstLatencyMs)}
      </td>
    </tr>
  );
}

/** A branch that drops more than this share of what comes is behind. */
const MUCH = 0.05;

function inMs(value: number | null): string {
  return value === null ? "–" : String(Math.round(value));
}
