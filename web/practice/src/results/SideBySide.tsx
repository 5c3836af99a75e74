/** The learner and the teacher at one step, side by side, looped: slow at first, for seeing what differs. */

import type { Pack } from "@eightcount/runtime";
import { IconStretching } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PlayButton } from "../app/parts";
import { useContentUrl } from "../classes";
import type { Danced } from "../graph/types";
import { Chip, SpeedChips } from "../learn/Chip";
import { Teacher } from "../learn/Teacher";
import { bodyBox, WHOLE } from "./bodyBox";
import { type Comparing, compare } from "./comparing";
import { costlyLimbs } from "./limbs";
import { OwnPicture, type OwnPictureDrawn } from "./OwnPicture";
import { filmPlaceOf } from "./pieces";
import { passageOf } from "./weak";

interface SideBySideProps {
  readonly pack: Pack;
  readonly danced: Danced;
  readonly filmUrl: string | null;
  readonly part: number;
  readonly count: number;
}

const SPEEDS = [0.25, 0.5, 1] as const;

export function SideBySide({ pack, danced, filmUrl, part, count }: SideBySideProps) {
  const { t } = useTranslation("results");
  const teacher = useRef<HTMLVideoElement>(null);
  const film = useRef<HTMLVideoElement>(null);
  const drawn = useRef<OwnPictureDrawn>(null);
  const running = useRef<Comparing | null>(null);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(0.5);
  const [isPlaying, play] = useState(false);
  const [skeleton, lay] = useState(true);
  const url = useContentUrl(pack, "video");
  const passage = useMemo(() => passageOf(pack.routine, part, count), [pack, part, count]);
  const { mirrored } = danced.sheet.session;
  const off = useMemo(() => {
    const step = danced.sheet.steps.find((each) => each.part === part && each.count === count);
    return step ? costlyLimbs(step, mirrored) : [];
  }, [danced, part, count, mirrored]);
  const around = useMemo(
    () => (passage ? bodyBox(danced, passage.fromS, passage.toS) : WHOLE),
    [danced, passage],
  );
  const first = useRef<number>(speed);
  first.current = speed;

  useEffect(() => {
    if (!teacher.current || !passage || !isPlaying || url === null) return;
    const own = film.current && danced.film && filmUrl ? { video: film.current, told: danced.film } : null;
    const begun = compare(teacher.current, own, passage, first.current, (atS) => drawn.current?.show(atS));
    running.current = begun;
    return () => {
      running.current = null;
      begun.end();
    };
  }, [passage, isPlaying, url, filmUrl, danced]);

  useEffect(() => running.current?.pace(speed), [speed]);
  const stillS = isPlaying ? null : (passage?.toS ?? null);
  const place =
    stillS !== null && danced.film ? filmPlaceOf(danced.film.pieces, danced.film.durationS, stillS) : null;
  useStill(teacher, stillS, url);
  useStill(film, place?.filmS ?? null, filmUrl);
  useEffect(() => {
    if (stillS !== null) drawn.current?.show(stillS);
  });
  if (!passage) return null;

  return (
    <section className="results-compare" aria-label={t("compare.title")}>
      <div className="results-pair">
        <figure>
          <div className="results-picture">
            <OwnPicture
              danced={danced}
              url={filmUrl}
              video={film}
              skeleton={skeleton}
              off={off}
              around={around}
              label={t("compare.own")}
              drawn={drawn}
            />
          </div>
          <figcaption>{t("compare.own")}</figcaption>
        </figure>
        <figure>
          <div className="results-picture">
            <Teacher
              pack={pack}
              url={url}
              video={teacher}
              mirrored={false}
              skeleton={skeleton}
              label={t("compare.teacher")}
            />
          </div>
          <figcaption>{t("compare.teacher")}</figcaption>
        </figure>
      </div>
      <div className="results-row">
        <PlayButton
          className="chip results-go"
          isPlaying={isPlaying}
          onToggle={() => play(!isPlaying)}
          labels={{ play: t("compare.play"), pause: t("compare.pause") }}
        />
        <SpeedChips
          speeds={SPEEDS}
          speed={speed}
          onSpeed={setSpeed}
          wordOf={(each) => t("compare.times", { speed: each })}
        />
        <Chip pressed={skeleton} label={t("compare.skeleton")} onPressed={() => lay(!skeleton)}>
          <IconStretching aria-hidden />
        </Chip>
      </div>
    </section>
  );
}

/** Standing still, both show the step's end, where it is judged. */
function useStill(
  shown: { readonly current: HTMLVideoElement | null },
  atS: number | null,
  url: string | null,
): void {
  useEffect(() => {
    const video = shown.current;
    if (!video || atS === null || url === null) return;
    const seek = () => {
      video.currentTime = atS;
    };
    if (video.readyState > 0) seek();
    else video.addEventListener("loadedmetadata", seek, { once: true });
    return () => video.removeEventListener("loadedmetadata", seek);
  }, [shown, atS, url]);
}
