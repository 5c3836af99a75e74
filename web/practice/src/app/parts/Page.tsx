/** A screen's frame: its title with a way back, what it shows, and what can be done, within reach of the thumb. */

import { IconArrowLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

export interface PageProps {
  readonly title: string;
  /** Where the arrow leads. */
  readonly back?: string;
  /** At the end of the head: a round button or link. */
  readonly aside?: ReactNode;
  /** Stay at the bottom, the most important first. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

export function Page({ title, back, aside, actions, children }: PageProps) {
  const { t } = useTranslation("app");
  useEffect(() => {
    document.title = title === "Eightcount" ? title : `${title} · Eightcount`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        {back !== undefined && (
          <Link className="page-round is-back" to={back} aria-label={t("back")}>
            <IconArrowLeft aria-hidden />
          </Link>
        )}
        <h1>{title}</h1>
        {aside}
      </header>
      <main className="page-body">{children}</main>
      {actions && <footer className="page-actions">{actions}</footer>}
    </div>
  );
}
