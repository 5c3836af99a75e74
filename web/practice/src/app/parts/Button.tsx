/** Something that can be done, large enough for a thumb: a button, or with `to` a link that looks like one. */

import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "react-router";

export interface ButtonProps {
  readonly kind?: "main" | "plain" | "danger";
  readonly to?: string;
  readonly onClick?: () => void;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
  /** As it appears, in place of what was pressed and has gone: who uses a keyboard would begin at the page's top again. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

export function Button(props: ButtonProps) {
  const { kind = "plain", to, onClick, icon, disabled = false, takesFocus = false, children } = props;
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) own.current?.focus();
  }, [takesFocus]);
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
    <button ref={own} type="button" className={name} onClick={onClick} disabled={disabled}>
      {icon}
      <span>{children}</span>
    </button>
  );
}
