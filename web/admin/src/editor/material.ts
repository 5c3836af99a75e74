/**
 * What the server has prepared of a class for marking its beats: the decoded song and its picture, first arrivals, the
 * proposed grids, slow renderings, the class video and where it lies. Reads; decides nothing.
 */
import { api, ProblemError, type Shape, told, UnreachableError } from "@eightcount/api";
import { openPeaks } from "../drawing/peaks";
import type { Peaks } from "../drawing/types";
import { openPcm } from "../sound/pcm";
import {
  type Alignment,
  type CameraReel,
  type PcmSource,
  RATE_HZ,
  type Rate,
  type Reel,
} from "../sound/types";
import type { TakeFacts } from "./core/checks/places";
import type { Onset, Range } from "./core/desk";
import type { Grid } from "./core/grid";

export type Proposal = { readonly confidence: number; readonly grids: readonly Grid[] };

export type Material = {
  readonly song: PcmSource;
  readonly songS: number;
  readonly songPeaks: Peaks;
  readonly reels: readonly Reel[];
  /** By time. */
  readonly onsets: readonly Onset[];
  readonly proposal: Proposal;
  readonly video: Video | null;
  /** The take's own sound. */
  readonly camera: CameraReel | null;
  /** The take on the song clock; the whole song where there is no take or it was not placed yet. */
  readonly takeRange: Range;
  /** What marks are checked against; null before there is a take that is placed. */
  readonly take: TakeFacts | null;
};

export type Video = {
  readonly url: string;
  readonly alignment: Alignment;
  readonly rateHz: number;
};

/** There is nothing to mark on yet; its message is the server's sentence where preparing has failed, else empty. */
export class NotPreparedError extends Error {
  override readonly name = "NotPreparedError";
}

type Files = Shape<"MaterialShown">["files"];

/**
 * All of it, opened side by side.
 *
 * @throws NotPreparedError when the song is not prepared; ProblemError, UnreachableError as the server answers.
 */
export async function loadMaterial(slug: string): Promise<Material> {
  const [{ files, failures }, alignment] = await Promise.all([materialOf(slug), alignmentOf(slug)]);
  const song = urlOf(files, "song.wav");
  const peaks = urlOf(files, "song_peaks.bin");
  if (song === null || peaks === null) {
    throw new NotPreparedError(failures.find(({ step }) => step === "song_preview")?.sentence ?? "");
  }
  const [pcm, songPeaks, onsets, proposal, slow, media, report, camera] = await Promise.all([
    openPcm(song),
    openPeaks(peaks),
    onsetsOf(files),
    proposalOf(files),
    slowReels(files),
    jsonOf<MediaJson>(files, "media.json"),
    jsonOf<PoseReportJson>(files, "pose_report.json"),
    cameraOf(files, alignment),
  ]);
  const songS = pcm.frames / RATE_HZ;
  return {
    song: pcm,
    songS,
    songPeaks,
    reels: [{ pcm, originS: 0, rate: 1 }, ...slow],
    onsets,
    proposal,
    video: videoOf(files, alignment, media),
    camera,
    takeRange: takeRange(alignment, media, songS),
    take: takeFacts(alignment, media, report),
  };
}

/**
 * The class video alone, for when a build made it after the rest was opened; null while there is none.
 *
 * @throws ProblemError, UnreachableError as the server answers.
 */
export async function loadVideo(slug: string): Promise<Video | null> {
  const [{ files }, alignment] = await Promise.all([materialOf(slug), alignmentOf(slug)]);
  return videoOf(files, alignment, await jsonOf<MediaJson>(files, "media.json"));
}

export function closeMaterial(material: Material): void {
  for (const reel of material.reels) reel.pcm.close();
  material.camera?.pcm.close();
}

type MediaJson = Readonly<{ duration_s: number; class_rate: readonly [number, number] }>;
type PoseReportJson = Readonly<{
  spans: readonly Readonly<{ kind: string; start_s: number; end_s: number }>[];
}>;
type OnsetsJson = Readonly<{ onsets: readonly Onset[] }>;
type GridJson = Readonly<{
  confidence: number;
  grids: readonly Readonly<{ period_s: number; phase_s: number; score: number }>[];
}>;
type SlowJson = Readonly<{ start_s: number }>;

function materialOf(slug: string): Promise<Shape<"MaterialShown">> {
  return told(api.GET("/api/v1/classes/{class_name}/material", { params: { path: { class_name: slug } } }));
}

async function alignmentOf(slug: string): Promise<Alignment | null> {
  try {
    const shown = await told(
      api.GET("/api/v1/classes/{class_name}/alignment", { params: { path: { class_name: slug } } }),
    );
    return { offsetS: shown.offset_s, rate: shown.rate };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

async function onsetsOf(files: Files): Promise<readonly Onset[]> {
  const told = await jsonOf<OnsetsJson>(files, "onsets.json");
  return told?.onsets ?? [];
}

async function proposalOf(files: Files): Promise<Proposal> {
  const told = await jsonOf<GridJson>(files, "beat_grid.json");
  const grids = told?.grids.map((grid) => ({
    periodS: grid.period_s,
    phaseS: grid.phase_s,
    score: grid.score,
  }));
  return { confidence: told?.confidence ?? 0, grids: grids ?? [] };
}

async function slowReels(files: Files): Promise<readonly Reel[]> {
  const told = await jsonOf<SlowJson>(files, "slow.json");
  if (told === null) return [];
  const reel = async (name: string, rate: Rate): Promise<Reel[]> => {
    const url = urlOf(files, name);
    return url === null ? [] : [{ pcm: await openPcm(url), originS: told.start_s, rate }];
  };
  return (await Promise.all([reel("slow-75.wav", 0.75), reel("slow-50.wav", 0.5)])).flat();
}

async function cameraOf(files: Files, alignment: Alignment | null): Promise<CameraReel | null> {
  const url = urlOf(files, "camera.wav");
  return url === null || alignment === null ? null : { pcm: await openPcm(url), alignment };
}

function videoOf(files: Files, alignment: Alignment | null, media: MediaJson | null): Video | null {
  const url = urlOf(files, "class.mp4");
  if (url === null || alignment === null) return null;
  const [frames, seconds] = media?.class_rate ?? [30, 1];
  return { url, alignment, rateHz: frames / seconds };
}

function takeRange(alignment: Alignment | null, media: MediaJson | null, songS: number): Range {
  if (alignment === null || media === null) return { startS: 0, endS: songS };
  return { startS: alignment.offsetS, endS: alignment.offsetS + alignment.rate * media.duration_s };
}

function takeFacts(
  alignment: Alignment | null,
  media: MediaJson | null,
  report: PoseReportJson | null,
): TakeFacts | null {
  if (alignment === null || media === null) return null;
  const [frames, seconds] = media.class_rate;
  return {
    alignment,
    durationS: media.duration_s,
    frameS: seconds / frames,
    unseen: (report?.spans ?? [])
      .filter((span) => span.kind === "missing")
      .map((span) => ({ startS: span.start_s, endS: span.end_s })),
  };
}

function urlOf(files: Files, name: string): string | null {
  return files[name]?.url ?? null;
}

async function jsonOf<T>(files: Files, name: string): Promise<T | null> {
  const url = urlOf(files, name);
  return url === null ? null : ((await (await fetched(url)).json()) as T);
}

async function fetched(url: string): Promise<Response> {
  const answer = await fetch(url, { credentials: "same-origin" }).catch((cause: unknown) => {
    throw new UnreachableError("The server does not answer.", { cause });
  });
  if (!answer.ok)
    throw new ProblemError(answer.status, `http-${answer.status}`, `The server answered ${answer.status}.`);
  return answer;
}
