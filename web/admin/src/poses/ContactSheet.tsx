import { Anchor, Card, Stack, Text, Title } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useClass } from "../classes/useClass";
import { contextOf } from "../drawing/surface";
import type { Reviewed } from "./material";
import { takePictures } from "./pictures";
import type { StepPoint } from "./routine";
import { StepCard } from "./StepCard";
import { drawSkeleton } from "./skeleton";
import { FIELDS, LANDMARKS, poseAt } from "./track";

const PICTURE_PX = 200;
const SHARPEST = 1.5;
/** Room for the numbers beside a picture. */
const FACTS_PX = 178;

type Props = Readonly<{ reviewed: Reviewed; points: readonly StepPoint[] }>;

/** The step points under their parts: each with its picture, and by what it is judged. */
export function ContactSheet({ reviewed, points }: Props) {
  const { t } = useTranslation("poses");
  const canvases = useRef(new Map<number, HTMLCanvasElement>());
  usePictures(reviewed, points, canvases.current);
  const parts = useMemo(() => [...new Set(points.map(({ part }) => part))], [points]);
  const width = Math.min(Math.round(PICTURE_PX * reviewed.aspect), 240);
  return (
    <section aria-label={t("sheet.title")}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4">
            {t("sheet.title")}
          </Title>
          <Text size="sm" c="dimmed" maw="110ch">
            {t("sheet.units")}
          </Text>
        </div>
        {parts.map((part) => {
          const own = points.filter((point) => point.part === part);
          const name = own[0]?.partName ?? null;
          return (
            <section key={part} aria-label={t("part", { part })}>
              <Title order={3} size="h6" mb={4}>
                {name === null ? t("part", { part }) : `${t("part", { part })} · ${name}`}
              </Title>
              <ol
                className="poses-sheet"
                style={{
                  gridTemplateColumns: `repeat(auto-fill, minmax(max(${width + FACTS_PX}px, 22%), 1fr))`,
                }}
              >
                {own.map((point) => (
                  <StepCard
                    key={point.number}
                    point={point}
                    size={{ width, height: Math.round(width / reviewed.aspect) }}
                    onCanvas={(canvas) => {
                      if (canvas === null) canvases.current.delete(point.number);
                      else canvases.current.set(point.number, canvas);
                    }}
                  />
                ))}
              </ol>
            </section>
          );
        })}
      </Stack>
    </section>
  );
}

/** Draws each step point's frame and skeleton on its canvas, one after the other. */
function usePictures(
  { videoUrl, film, poses }: Reviewed,
  points: readonly StepPoint[],
  canvases: ReadonlyMap<number, HTMLCanvasElement>,
): void {
  useEffect(() => {
    const frames = points.map(({ frame }) => frame);
    return takePictures(videoUrl, film, frames, (place, video) => {
      const point = points[place];
      const canvas = point && canvases.get(point.number);
      if (point && canvas) paint(canvas, video, point, poses, film.rateHz);
    });
  }, [videoUrl, film, poses, points, canvases]);
}

/** The skeleton is that of the instant that is judged, between two frames as it may lie. */
function paint(
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  point: StepPoint,
  poses: Float32Array,
  rateHz: number,
): void {
  const sharp = Math.min(devicePixelRatio, SHARPEST);
  canvas.width = Math.round(canvas.clientWidth * sharp);
  canvas.height = Math.round(canvas.clientHeight * sharp);
  const context = contextOf(canvas);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const frames = poses.length / (LANDMARKS * FIELDS);
  const timesS = Float64Array.from({ length: frames }, (_, k) => k / rateHz);
  const pose = poseAt({ timesS, image: poses }, point.videoS);
  if (pose !== null) drawSkeleton(context, pose, canvas.width, canvas.height);
  canvas.dataset.taken = "true";
}

/** In place of the sheet while no beats are compiled. */
export function NoSteps() {
  const { t } = useTranslation("poses");
  const { slug, row } = useClass();
  return (
    <Card withBorder component="section" aria-label={t("sheet.title")}>
      <Title order={2} size="h5">
        {t("sheet.title")}
      </Title>
      <Text size="sm">
        {row.beats_revision === null ? t("sheet.noBeats") : t("sheet.notBuilt")}{" "}
        <Anchor
          component={Link}
          size="sm"
          to={`/classes/${slug}/${row.beats_revision === null ? "beats" : "publish"}`}
        >
          {row.beats_revision === null ? t("sheet.toBeats") : t("sheet.toBuild")}
        </Anchor>
      </Text>
    </Card>
  );
}
