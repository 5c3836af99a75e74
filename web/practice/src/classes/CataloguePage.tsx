/** What the channel shows: each class with what it is, what it costs to bring, and whether it is here. */

import type { Listed } from "@eightcount/runtime";
import { IconRefresh, IconSettings } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Busy, Notice, Page } from "../app/parts";
import { UpdateNotice } from "../app/UpdateNotice";
import { language } from "../i18n";
import "./classes.css";
import type { Following } from "./follower";
import { useFollower, useFollowing } from "./following";
import { Poster } from "./Poster";
import { useNetToBring } from "./useNetToBring";
import { faultWorded, inMegabytes, inMinutes, isTakenBack, titleOf } from "./words";

export function CataloguePage() {
  const { t } = useTranslation("classes");
  const following = useFollowing();
  const follower = useFollower();
  return (
    <Page
      title="Eightcount"
      aside={
        <>
          <button
            type="button"
            className="page-round"
            aria-label={t("refresh")}
            disabled={following?.isChecking ?? true}
            onClick={() => void follower?.check()}
          >
            <IconRefresh aria-hidden />
          </button>
          <Link className="page-round" to="/settings" aria-label={t("settings")}>
            <IconSettings aria-hidden />
          </Link>
        </>
      }
    >
      <UpdateNotice />
      {following?.fault && !isEmpty(following) && (
        <Notice tone="warn">{faultWorded(t, following.fault)}</Notice>
      )}
      {following ? <Classes following={following} /> : <Busy />}
      <p className="classes-private">{t("private")}</p>
    </Page>
  );
}

function Classes({ following }: { readonly following: Following }) {
  const { t } = useTranslation("classes");
  const { classes, isChecking, fault } = following;
  if (!classes || (classes.length === 0 && isChecking)) return <Busy>{t("looking")}</Busy>;
  if (classes.length === 0) return fault && !isEmpty(following) ? null : <Notice>{t("none")}</Notice>;
  return (
    <ul className="classes-list">
      {classes.map((each) => (
        <li key={each.classId}>
          <Card listed={each} following={following} />
        </li>
      ))}
    </ul>
  );
}

/** A channel on which nothing was ever published has no list that a server could give. */
function isEmpty({ classes, fault }: Following): boolean {
  return classes?.length === 0 && fault?.name === "FetchError";
}

function Card({ listed, following }: { readonly listed: Listed; readonly following: Following }) {
  const { t } = useTranslation("classes");
  const netBytes = useNetToBring();
  const manifest = listed.inUse ?? listed.shown;
  if (!manifest) return <UnknownCard listed={listed} />;
  const { metadata } = manifest;
  return (
    <Link className="classes-card" to={`/c/${listed.classId}`}>
      <Poster manifest={manifest} />
      <div className="classes-about">
        <h2>{titleOf(manifest, language())}</h2>
        <p className="classes-faint">
          {[metadata.songArtist, metadata.songTitle].filter(Boolean).join(" – ")}
          {metadata.dancer && ` · ${metadata.dancer}`}
        </p>
        <p className="classes-faint">
          {t("difficulty", { value: metadata.difficulty })} · {inMinutes(metadata.durationS)} ·{" "}
          {t("parts", { count: metadata.parts })}
        </p>
        <p className="classes-state">{stateOf(listed, following, netBytes, t)}</p>
      </div>
    </Link>
  );
}

type Words = ReturnType<typeof useTranslation<"classes">>["t"];

function stateOf(listed: Listed, { downloads }: Following, netBytes: number | null, t: Words): string {
  const size = inMegabytes(listed.totalBytes - listed.hereBytes, language());
  const download = downloads.get(listed.classId);
  if (download?.isWaiting) return t("waiting");
  if (download) return t("coming", { percent: percentOf(download) });
  if (listed.isCurrent) return t("here");
  if (listed.inUse && !listed.shown) return t("here");
  if (listed.inUse) return isTakenBack(listed) ? t("hereEarlier", { size }) : t("hereNewer", { size });
  if (netBytes === null) return t("toCome", { size });
  return t("toComeAndNet", { size, net: inMegabytes(netBytes, language()) });
}

function percentOf({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }): number {
  return totalBytes === 0 ? 0 : Math.floor((100 * doneBytes) / totalBytes);
}

function UnknownCard({ listed }: { readonly listed: Listed }) {
  const { t } = useTranslation("classes");
  return (
    <div className="classes-card is-unknown">
      <div className="classes-poster" />
      <div className="classes-about">
        <h2>{listed.classId}</h2>
        <p className="classes-faint">{listed.problem ? faultWorded(t, listed.problem) : t("notHereYet")}</p>
      </div>
    </div>
  );
}
