/** The branches' numbers while somebody dances, once a second. */

import { useEffect, useState } from "react";
import { Diagnostics } from "../diagnostics/Diagnostics";
import type { Dance } from "../graph";

const EVERY_MS = 1000;

export function LiveDiagnostics({ dance }: { readonly dance: Dance }) {
  const [stats, show] = useState(() => dance.stats());
  useEffect(() => {
    const timer = setInterval(() => show(dance.stats()), EVERY_MS);
    return () => clearInterval(timer);
  }, [dance]);
  return (
    <div className="dance-diagnostics">
      <Diagnostics stats={stats} />
    </div>
  );
}
