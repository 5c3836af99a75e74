/** Something that can be done, large enough for a thumb: a button, or with `to` a link that looks like one. */

import type { ReactNode } from "react";
import { Link } from "react-router";

export interface ButtonProps {
  readonly kind?: "main" | "plain" | "danger";
  readonly to?: string;
  readonly onClick?: () => void;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

export function Button({ kind = "plain", to, onClick, icon, disabled = false, children }: ButtonProps) {
  const name = `button is-${kind}`;
  if (to !== undefined && !disabled) {
    return (
      <Link className={name} to={to} onClick={onClick}>
        {icon}
        <span>{children}</span>
      </Link>
    );
  }
  return (
    <button type="button" className={name} onClick={onClick} disabled={disabled}>
      {icon}
      <span>{children}</span>
    </button>
  );
}
