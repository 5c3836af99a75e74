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

/** The rooms of a class, in the order in which a class is made. */
export function ClassTabs({ slug, room: here }: Readonly<{ slug: string; room: string }>) {
  const { t } = useTranslation("classes");
  return (
    <nav className="class-tabs" aria-label={t("tabs.label")}>
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
