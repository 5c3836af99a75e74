/** One class: what it is, bringing it, practising it, and taking it away again. */

import type { Listed, Manifest } from "@eightcount/runtime";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Busy, Button, Notice, Page } from "../app/parts";
import { UpdateNotice } from "../app/UpdateNotice";
import { language } from "../i18n";
import { History } from "../results/History";
import { Actions } from "./Actions";
import "./classes.css";
import { Coming } from "./Coming";
import type { Follower, Following } from "./follower";
import { useFollower, useFollowing } from "./following";
import { NetNotice } from "./NetNotice";
import { Poster } from "./Poster";
import { RemoveClass } from "./RemoveClass";
import { faultWorded, inMinutes, titleOf } from "./words";

export function ClassPage() {
  const { t } = useTranslation("classes");
  const { classId = "" } = useParams();
  const following = useFollowing();
  const follower = useFollower();
  const listed = following?.classes?.find((each) => each.classId === classId);
  const manifest = listed?.inUse ?? listed?.shown;
  if (!following || !follower || (!manifest && following.isChecking)) {
    return (
      <Page title="Eightcount" back="/">
        <Busy />
      </Page>
    );
  }
  if (!listed || !manifest) {
    const fault = listed?.problem ?? following.fault;
    return (
      <Page title={classId} back="/" actions={<Button to="/">{t("app:toCatalogue")}</Button>}>
        <Notice tone="warn">{fault ? faultWorded(t, fault) : t("gone")}</Notice>
      </Page>
    );
  }
  return <Shown listed={listed} manifest={manifest} following={following} follower={follower} />;
}

interface ShownProps {
  readonly listed: Listed;
  readonly manifest: Manifest;
  readonly following: Following;
  readonly follower: Follower;
}

function Shown({ listed, manifest, following, follower }: ShownProps) {
  const { t } = useTranslation("classes");
  const { classId } = listed;
  const download = following.downloads.get(classId);
  const fault = following.faults.get(classId);
  return (
    <Page
      title={titleOf(manifest, language())}
      back="/"
      actions={<Actions listed={listed} download={download} follower={follower} />}
    >
      <UpdateNotice />
      <div className="classes-head">
        <Poster manifest={manifest} />
        <Facts manifest={manifest} />
      </div>
      {listed.problem && <Notice tone="warn">{faultWorded(t, listed.problem)}</Notice>}
      {fault && <Notice tone="bad">{faultWorded(t, fault)}</Notice>}
      {download && <Coming download={download} />}
      {listed.inUse && <NetNotice />}
      <History classId={classId} />
      {listed.inUse && <RemoveClass listed={listed} follower={follower} />}
    </Page>
  );
}

function Facts({ manifest: { metadata } }: { readonly manifest: Manifest }) {
  const { t } = useTranslation("classes");
  const song = [metadata.songArtist, metadata.songTitle].filter(Boolean).join(" – ");
  const facts = [
    [t("song"), song],
    [t("dancer"), metadata.dancer],
    [t("level"), t("outOfFive", { value: metadata.difficulty })],
    [t("length"), `${inMinutes(metadata.durationS)} · ${t("parts", { count: metadata.parts })}`],
    [t("tags"), metadata.tags.join(", ")],
  ].filter(([, value]) => value);
  return (
    <dl className="classes-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
