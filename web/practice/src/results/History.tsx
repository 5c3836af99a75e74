/** What was danced of a class so far, and how it gets on. */

import { IconMedal, IconVideo } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Notice } from "../app/parts";
import { loadPack } from "../classes";
import { filmOf } from "../film";
import { language } from "../i18n";
import { type Kept, resultsOf } from "./history";
import { rescue } from "./rescue";
import { heightOf, lineOf, trendOf } from "./trend";
import "./results.css";

export function History({ classId }: { readonly classId: string }) {
  const { t } = useTranslation("results");
  const [results, set] = useState<readonly Kept[] | "failed" | null>(null);
  const [lost, lose] = useState(0);
  useEffect(() => {
    let isWanted = true;
    // What cannot be found again now is tried the next time.
    const rescued = rescue(classId, loadPack).catch(() => 0);
    rescued
      .then((count) => {
        if (isWanted) lose(count);
        return resultsOf(classId);
      })
      .then(withFilmsThere)
      .then(
        (found) => isWanted && set(found),
        () => isWanted && set("failed"),
      );
    return () => {
      isWanted = false;
    };
  }, [classId]);
  if (results === null) return null;
  if (results === "failed") return <Notice tone="bad">{t("unreadable")}</Notice>;
  const last = results.at(-1);
  return (
    <section className="results-history">
      {lost > 0 && <Notice tone="warn">{t("lost")}</Notice>}
      {last ? <TrendLine results={results} like={last} /> : <p className="results-faint">{t("noHistory")}</p>}
      {last && (
        <ol>
          {[...results].reverse().map((each) => (
            <li key={each.id}>
              <Line kept={each} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** A film may have been deleted among the kept films since. */
async function withFilmsThere(results: readonly Kept[]): Promise<readonly Kept[]> {
  return Promise.all(
    results.map(async (each) => {
      const isThere = each.film !== null && (await filmOf(each.film.id)) !== null;
      return isThere ? each : { ...each, film: null };
    }),
  );
}

function wished({ wishes: { parts, speed } }: Kept) {
  return { count: parts.length, parts: parts.join(", "), speed };
}

const HEIGHT = 40;

function TrendLine({ results, like }: { readonly results: readonly Kept[]; readonly like: Kept }) {
  const { t } = useTranslation("results");
  const trend = trendOf(results, like);
  const scores = trend.results.map(({ score }) => score ?? 0);
  if (scores.length < 2 || trend.change === null) return null;
  const change = Math.round(trend.change);
  const words = change === 0 ? "same" : change > 0 ? "better" : "worse";
  return (
    <figure className="results-trend">
      <svg
        viewBox={`-3 -4 106 ${HEIGHT + 8}`}
        role="img"
        aria-label={t("trend.told", { times: scores.length })}
      >
        <path d={lineOf(scores, HEIGHT)} />
        {scores.map((score, index) => (
          <circle
            key={trend.results[index]?.id}
            cx={(100 * index) / (scores.length - 1)}
            cy={heightOf(score, HEIGHT)}
            r={2}
          />
        ))}
      </svg>
      <figcaption>
        {t(`trend.${words}`, { count: Math.abs(change) })} ·{" "}
        {t("trend.best", { score: Math.round(trend.best?.score ?? 0) })}
        <small>{t("trend.of", wished(like))}</small>
      </figcaption>
    </figure>
  );
}

function Line({ kept }: { readonly kept: Kept }) {
  const { t } = useTranslation("results");
  const when = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(
    kept.atMs,
  );
  return (
    <Link className="results-line" to={`/r/${kept.id}`}>
      <IconMedal data-medal={kept.medal ?? "none"} aria-label={t(`medal.${kept.medal ?? "none"}`)} />
      <strong>{kept.score === null ? t("unscored") : Math.round(kept.score)}</strong>
      <span>
        {when}
        <small>{t("trend.of", wished(kept))}</small>
      </span>
      {kept.film && <IconVideo aria-label={t("filmed")} />}
    </Link>
  );
}
