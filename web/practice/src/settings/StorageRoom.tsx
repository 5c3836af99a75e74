/** How much room the app takes on this device, whether the browser may take it back, and each class that is here. */

import { packBytes } from "@eightcount/runtime";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button } from "../app/parts";
import { inMegabytes, titleOf } from "../classes";
import { useFollowing } from "../classes/following";
import { language } from "../i18n";

interface Room {
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly isPersisted: boolean;
}

export function StorageRoom() {
  const { t } = useTranslation("settings");
  const classes = useFollowing()?.classes;
  const [room, setRoom] = useState<Room | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when classes come or go
  useEffect(() => {
    void measured().then(setRoom);
  }, [classes]);
  const here = (classes ?? []).flatMap(({ inUse }) => inUse ?? []);
  return (
    <section className="settings-box">
      <h2>{t("storage")}</h2>
      {room && (
        <p>
          {t("used", {
            used: inMegabytes(room.usedBytes, language()),
            free: inMegabytes(room.freeBytes, language()),
          })}
        </p>
      )}
      {room && !room.isPersisted && (
        <>
          <p className="settings-faint">{t("notPersisted")}</p>
          <Button onClick={() => void persist().then(measured).then(setRoom)}>{t("persist")}</Button>
        </>
      )}
      {room?.isPersisted && <p className="settings-faint">{t("persisted")}</p>}
      <ul className="settings-classes">
        {here.map((manifest) => (
          <li key={manifest.classId}>
            <Link to={`/c/${manifest.classId}`}>{titleOf(manifest, language())}</Link>
            <span>{inMegabytes(packBytes(manifest), language())}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Null: the browser does not say. */
async function measured(): Promise<Room | null> {
  if (navigator.storage?.estimate === undefined) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return {
    usedBytes: usage,
    freeBytes: Math.max(0, quota - usage),
    isPersisted: await navigator.storage.persisted(),
  };
}

/** A browser decides by itself; installed apps are more likely to be let. */
async function persist(): Promise<void> {
  await navigator.storage.persist();
}
