/** All films on this device: how much room they take, and each to be finished, saved or deleted. */

import { IconChevronDown } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../app/parts";
import { inMegabytes, inMinutes, titleOf, usePack } from "../classes";
import { useFollowing } from "../classes/following";
import type { Film } from "../graph/types";
import { language } from "../i18n";
import { FilmPanel } from "./FilmPanel";
import { type KeptFilm, keptFilms } from "./kept";
import "./film.css";

export function KeptFilms() {
  const { t } = useTranslation("film");
  const [films, find] = useState<readonly KeptFilm[] | "failed" | null>(null);
  const look = useCallback(() => {
    keptFilms().then(find, () => find("failed"));
  }, []);
  useEffect(look, [look]);
  if (films === null) return null;
  if (films === "failed") return <Notice tone="bad">{t("unreadable")}</Notice>;
  const bytes = films.reduce((sum, kept) => sum + kept.bytes, 0);
  return (
    <section className="film-kept">
      <h2>{t("films")}</h2>
      <p>
        {films.length === 0
          ? t("none")
          : t("room", { count: films.length, size: inMegabytes(bytes, language()) })}
      </p>
      <ul>
        {films.map((kept) => (
          <li key={kept.film.id}>
            <KeptRow kept={kept} onRemoved={look} />
          </li>
        ))}
      </ul>
      <p className="film-faint">{t("private")}</p>
    </section>
  );
}

function KeptRow({ kept, onRemoved }: { readonly kept: KeptFilm; readonly onRemoved: () => void }) {
  const { t } = useTranslation("film");
  const [isOpen, open] = useState(false);
  const { film, bytes, isBroken } = kept;
  const title = useTitle(film.classId);
  const day = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
  return (
    <>
      <button type="button" className="film-head" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        <span>
          <strong>{title}</strong>
          <span className="film-faint">
            {day.format(film.begunMs)} · {inMinutes(film.durationS)} · {inMegabytes(bytes, language())}
          </span>
          {isBroken && <span className="film-broken">{t("broken")}</span>}
        </span>
        <IconChevronDown aria-hidden className={isOpen ? "is-open" : ""} />
      </button>
      {isOpen && <OpenFilm film={film} onRemoved={onRemoved} />}
    </>
  );
}

/** With the class, where the device still has it as it was danced. */
function OpenFilm({ film, onRemoved }: { readonly film: Film; readonly onRemoved: () => void }) {
  const opened = usePack(film.classId);
  if (opened.state === "opening") return null;
  const pack = opened.state === "ready" ? opened.pack : null;
  const isAlike = film.revision === null || film.revision === pack?.manifest.revision;
  return <FilmPanel film={film} pack={isAlike ? pack : null} danced={null} onRemoved={onRemoved} />;
}

function useTitle(classId: string): string {
  const found = useFollowing()?.classes?.find((each) => each.classId === classId)?.inUse;
  return found ? titleOf(found, language()) : classId;
}
