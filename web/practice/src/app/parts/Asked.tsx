/** A question in place of the button that was pressed: all of it in view, above what stays at the bottom, and in focus. */

import { type ReactNode, useEffect, useRef } from "react";

export function Asked({ children }: { readonly children: ReactNode }) {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    own.current?.focus({ preventScroll: true });
    own.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={own} className="asked" tabIndex={-1}>
      {children}
    </div>
  );
}
