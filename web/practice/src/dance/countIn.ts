/** The count-in of a dance: where the class video has the four beats before a stretch they are shown and spoken. */

import type { Routine } from "@eightcount/runtime";
import { cues } from "../learn/cues";
import { onFrames } from "../learn/frames";
import { leadCountAt, type Span, spansOf, spokenIn } from "../learn/lesson";
import type { Speed } from "../learn/speed";
import type { Voice } from "../learn/voice";

export interface CountedIn {
  readonly routine: Routine;
  readonly parts: readonly number[];
  readonly speed: Speed;
}

/** Shows and speaks the counts as the video plays, until the function it gives is called. */
export function countIn(
  video: HTMLVideoElement,
  { routine, parts, speed }: CountedIn,
  voice: () => Voice | null,
  show: (count: number | null) => void,
): () => void {
  const spans = spansOf(routine, parts).filter((span, index, all) => !isDancedThrough(span, all[index - 1]));
  const due = cues();
  due.set(
    spans.flatMap((span) => spokenIn(routine, span, "in")),
    video.currentTime,
  );
  const stop = onFrames(video, (atS) => {
    if (!video.paused) due.speak(atS, speed, voice());
    show(leadAt(spans, atS));
  });
  return () => {
    stop();
    voice()?.hush();
    show(null);
  };
}

/** Its count-in lies in what is danced before it. */
function isDancedThrough({ leadS }: Span, before: Span | undefined): boolean {
  return before !== undefined && (leadS[0] ?? 0) < before.endS;
}

/** The count that belongs to a second of the class; null where nothing is counted in. */
export function leadAt(spans: readonly Span[], atS: number): number | null {
  return spans.map((span) => leadCountAt(span, atS)).find((count) => count !== null) ?? null;
}
