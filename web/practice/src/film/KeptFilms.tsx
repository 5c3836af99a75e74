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
import { type KeptFilm, keptFilms, type Room, roomOf } from "./kept";
import "./film.css";

interface Found {
  readonly films: readonly KeptFilm[];
  readonly room: Room;
}

export function KeptFilms() {
  const { t } = useTranslation("film");
  const [found, find] = useState<Found | "failed" | null>(null);
  const look = useCallback(() => {
    lookAtFilms().then(find, () => find("failed"));
  }, []);
  useEffect(look, [look]);
  if (found === null) return null;
  if (found === "failed") return <Notice tone="bad">{t("unreadable")}</Notice>;
  const { films, room } = found;
  const size = (bytes: number) => inMegabytes(bytes, language());
  return (
    <section className="film-kept">
      <h2>{t("films")}</h2>
      {films.length === 0 && <p className="film-faint">{t("none")}</p>}
      {films.length > 0 && <p>{t("room", { count: films.length, size: size(room.filmsBytes) })}</p>}
      {room.freeBytes !== null && <p className="film-faint">{t("free", { size: size(room.freeBytes) })}</p>}
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

async function lookAtFilms(): Promise<Found> {
  const films = await keptFilms();
  return { films, room: await roomOf(films) };
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
