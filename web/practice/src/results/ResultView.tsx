/** A result: what was reached, why, and what to do next. It is shown whether or not it could be kept. */

import { wordsOf } from "@eightcount/runtime/scoring";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Notice, Page } from "../app/parts";
import { usePack } from "../classes";
import { Diagnostics } from "../diagnostics/Diagnostics";
import { FilmPanel } from "../film/FilmPanel";
import { language } from "../i18n";
import { queryOf } from "../learn/address";
import { useFilmUrl } from "./filmUrl";
import { forgetFilm, type Result } from "./history";
import { PartCard } from "./PartCard";
import { RemoveResult } from "./RemoveResult";
import { SideBySide } from "./SideBySide";
import { Total } from "./Total";
import { hasLateness, toldOf } from "./telling";
import { WeakSteps } from "./WeakSteps";
import { weakSteps } from "./weak";
import "./results.css";

interface ResultViewProps {
  readonly result: Result;
  /** It lies on this page alone, as the device could not keep it. */
  readonly isUnkept?: boolean;
}

export function ResultView({ result, isUnkept = false }: ResultViewProps) {
  const { t } = useTranslation("results");
  const { kept, danced } = result;
  const { sheet } = danced;
  const opened = usePack(kept.classId);
  const [film, setFilm] = useState(danced.film);
  const filmUrl = useFilmUrl(film);
  const weak = useMemo(() => weakSteps(sheet), [sheet]);
  const [looked, look] = useState(() => weak[0] ?? sheet.steps.find((step) => step.judged) ?? null);
  const advice = toldOf(wordsOf(sheet, language()), kept.interrupted);
  const pack =
    opened.state === "ready" && opened.pack.manifest.revision === kept.revision ? opened.pack : null;
  const forget = () => {
    setFilm(null);
    void forgetFilm(kept.id);
  };
  const address = `/c/${kept.classId}`;

  return (
    <Page
      title={t("title")}
      back={address}
      actions={
        <>
          <Button kind="main" to={`${address}/dance?${queryOf(kept.wishes)}`}>
            {t("again")}
          </Button>
          <Button to={`${address}/learn?${queryOf(kept.wishes)}`}>{t("learn")}</Button>
        </>
      }
    >
      <div className="results">
        {isUnkept && <Notice tone="bad">{t("unkept")}</Notice>}
        {kept.interrupted && <Notice tone="warn">{t(`interrupted.${kept.interrupted}`)}</Notice>}
        {!danced.film && danced.notFilmed && (
          <Notice tone="plain">{t(`notFilmed.${danced.notFilmed}`)}</Notice>
        )}
        <Total sheet={sheet} atMs={kept.atMs} />
        <ul className="results-words">
          {advice.slice(0, 3).map((each) => (
            <li key={`${each.part}-${each.count}-${each.code}`}>{each.text}</li>
          ))}
        </ul>
        {looked && pack && (
          <>
            <WeakSteps weak={weak} looked={looked} onLook={look} />
            <SideBySide
              pack={pack}
              danced={danced}
              filmUrl={filmUrl}
              part={looked.part}
              count={looked.count}
            />
          </>
        )}
        {looked && opened.state === "ready" && !pack && <Notice tone="plain">{t("otherRevision")}</Notice>}
        {looked && opened.state === "missing" && <Notice tone="plain">{t("noClass")}</Notice>}
        <h2>{t("parts")}</h2>
        {sheet.parts.map((part) => (
          <PartCard
            key={part.part}
            part={part}
            steps={sheet.steps.filter((step) => step.part === part.part)}
            advice={advice.filter((each) => each.part === part.part)}
            hasLateness={hasLateness(advice)}
            looked={looked}
            onLook={look}
            address={address}
            wishes={kept.wishes}
            medals={sheet.scoring.medals}
          />
        ))}
        {film && (
          <>
            <h2>{t("film")}</h2>
            <FilmPanel film={film} pack={pack} danced={danced} onRemoved={forget} />
          </>
        )}
        <p className="results-faint">{t("stays")}</p>
        <details className="results-details">
          <summary>{t("diagnostics")}</summary>
          <Diagnostics stats={danced.stats} />
        </details>
        {!isUnkept && <RemoveResult kept={kept} hasFilm={film !== null} to={address} />}
      </div>
    </Page>
  );
}
