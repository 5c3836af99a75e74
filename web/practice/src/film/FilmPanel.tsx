/** A film of a practice: what to draw over it, making it, and then sharing, saving or deleting it. */

import type { Pack } from "@eightcount/runtime";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Notice } from "../app/parts";
import { inMegabytes, titleOf } from "../classes";
import type { Danced, Film } from "../graph/types";
import { language } from "../i18n";
import type { Drawn } from "./finish";
import { filmOf } from "./kept";
import { MadeFilm } from "./MadeFilm";
import { RemoveFilm } from "./RemoveFilm";
import { nameOf, save } from "./sharing";
import { useFinishing } from "./useFinishing";
import "./film.css";

interface FilmPanelProps {
  readonly film: Film;
  /** The class as it was danced; null: it is not on the device any more. */
  readonly pack: Pack | null;
  readonly danced: Pick<Danced, "sheet" | "posesAtS" | "poses"> | null;
  readonly onRemoved?: () => void;
}

export function FilmPanel({ film, pack, danced, onRemoved }: FilmPanelProps) {
  const { t } = useTranslation("film");
  const { finished, make, leave } = useFinishing(film, danced);
  const [drawn, draw] = useState<Drawn>({ teacher: "none", learner: false });
  const [there, setThere] = useIsThere(film.id);
  const bytes = finished.state === "made" ? finished.file.size : film.bytes;
  if (there === null) return null;
  if (!there) return <p className="film-faint">{t("gone")}</p>;
  return (
    <section className="film" aria-label={t("title")}>
      {finished.state === "made" ? (
        <MadeFilm file={finished.file} url={finished.url} title={titled(pack, film)} onBack={leave} />
      ) : (
        <>
          {pack && <Choices drawn={drawn} onDraw={draw} hasLearner={danced !== null} />}
          {finished.state === "failed" && (
            <Notice tone="bad">{t(finished.isRoom ? "noRoom" : "notMade")}</Notice>
          )}
          {finished.state === "making" ? (
            <Making share={finished.share} onStop={leave} />
          ) : (
            <Make film={film} pack={pack} onMake={(given) => make(given, drawn)} />
          )}
        </>
      )}
      <p className="film-faint">{t("stays", { size: inMegabytes(bytes, language()) })}</p>
      {finished.state !== "making" && (
        <RemoveFilm
          id={film.id}
          onRemoved={() => {
            leave();
            setThere(false);
            onRemoved?.();
          }}
        />
      )}
    </section>
  );
}

function titled(pack: Pack | null, film: Film): string {
  return pack ? titleOf(pack.manifest, language()) : film.classId;
}

function useIsThere(id: string): [boolean | null, (isThere: boolean) => void] {
  const [isThere, set] = useState<boolean | null>(null);
  useEffect(() => {
    let isWanted = true;
    filmOf(id).then(
      (file) => isWanted && set(file !== null),
      () => isWanted && set(false),
    );
    return () => {
      isWanted = false;
    };
  }, [id]);
  return [isThere, set];
}

const TEACHERS = ["none", "skeleton", "silhouette"] as const satisfies readonly Drawn["teacher"][];

interface ChoicesProps {
  readonly drawn: Drawn;
  readonly onDraw: (drawn: Drawn) => void;
  readonly hasLearner: boolean;
}

function Choices({ drawn, onDraw, hasLearner }: ChoicesProps) {
  const { t } = useTranslation("film");
  const group = useId();
  return (
    <fieldset className="film-choices">
      <legend>{t("draw")}</legend>
      {TEACHERS.map((teacher) => (
        <label key={teacher}>
          <input
            type="radio"
            name={group}
            checked={drawn.teacher === teacher}
            onChange={() => onDraw({ ...drawn, teacher })}
          />
          <span className={teacher === "none" ? undefined : "film-line is-teacher"}>
            {t(`teacher.${teacher}`)}
          </span>
        </label>
      ))}
      {hasLearner && (
        <label>
          <input
            type="checkbox"
            checked={drawn.learner}
            onChange={({ target }) => onDraw({ ...drawn, learner: target.checked })}
          />
          <span className="film-line is-learner">{t("learner")}</span>
        </label>
      )}
    </fieldset>
  );
}

interface MakeProps {
  readonly film: Film;
  readonly pack: Pack | null;
  readonly onMake: (pack: Pack) => void;
}

function Make({ film, pack, onMake }: MakeProps) {
  const { t } = useTranslation("film");
  if (pack) {
    return (
      <Button kind="main" onClick={() => onMake(pack)}>
        {t("make")}
      </Button>
    );
  }
  const silent = async () => {
    const file = await filmOf(film.id);
    if (file) save(new File([file], nameOf(film), { type: film.mime }));
  };
  return (
    <>
      <Notice>{t("noClass")}</Notice>
      <Button onClick={() => void silent()}>{t("saveSilent")}</Button>
    </>
  );
}

function Making({ share, onStop }: { readonly share: number; readonly onStop: () => void }) {
  const { t } = useTranslation("film");
  const label = useId();
  return (
    <div className="film-making" role="status">
      <span id={label}>{t("making", { percent: Math.floor(share * 100) })}</span>
      <progress value={share} max={1} aria-labelledby={label} />
      <Button onClick={onStop}>{t("stop")}</Button>
    </div>
  );
}
