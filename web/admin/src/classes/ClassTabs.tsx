import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import "./class.css";
import type { Room } from "./next";

const ROOMS: readonly Readonly<{ room: Room; name: string }>[] = [
  { room: "", name: "tabs.overview" },
  { room: "alignment", name: "tabs.alignment" },
  { room: "beats", name: "tabs.beats" },
  { room: "poses", name: "tabs.poses" },
  { room: "publish", name: "tabs.publish" },
  { room: "tuning", name: "tabs.tuning" },
  { room: "history", name: "tabs.history" },
];

/** On a phone the tab of a room is scrolled to, with this much of the one before it. */
const ROOM_LEFT_PX = 80;

/** The rooms of a class, in the order in which a class is made. */
export function ClassTabs({ slug, room: here }: Readonly<{ slug: string; room: string }>) {
  const { t, i18n } = useTranslation("classes");
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it lies depends on the room and the words
  useEffect(() => {
    const tab = tabs.current?.querySelector<HTMLElement>("[data-here]");
    if (tabs.current && tab)
      tabs.current.scrollLeft = tab.offsetLeft - tabs.current.offsetLeft - ROOM_LEFT_PX;
  }, [here, i18n.language]);
  return (
    <nav ref={tabs} className="class-tabs" aria-label={t("tabs.label")}>
      {ROOMS.map(({ room, name }) => (
        <NavLink
          key={room}
          to={`/classes/${slug}${room && `/${room}`}`}
          end={room === ""}
          className="class-tab"
          data-here={room === here || undefined}
        >
          {t(name)}
        </NavLink>
      ))}
    </nav>
  );
}
