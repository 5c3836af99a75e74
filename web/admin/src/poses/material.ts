/** What the pose review looks at, opened from the class's material. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Media, readMedia } from "../alignment/opened";
import { useClass } from "../classes/useClass";
import { type Files, type Material, opened, useJsonFile, useMaterial } from "../classes/useMaterial";
import { openPeaks } from "../drawing/peaks";
import type { WaveSound } from "../drawing/types";
import { openPcm } from "../sound/pcm";
import type { Alignment } from "../sound/types";
import { motionEnergy } from "./energy";
import type { Film } from "./frames";
import { type Report, readReport } from "./report";
import { readPoints } from "./routine";
import { onFrames, readTrack } from "./track";

export type Reviewed = Readonly<{
  videoUrl: string;
  film: Film;
  aspect: number;
  /** The pose of every frame of the class video; see track.ts. */
  poses: Float32Array;
  /** 0 to 1 for every frame. */
  energy: Float32Array;
  report: Report;
}>;

type Track = Pick<Reviewed, "film" | "aspect" | "poses" | "energy">;

/** `material` null: not read yet; `reviewed` null: the poses are not there yet. */
export function useReviewed() {
  const material = useMaterial();
  const files = material.data?.files ?? {};
  const media = useJsonFile(files["media.json"], readMedia);
  const report = useJsonFile(files["pose_report.json"], readReport);
  const track = useTrack(files, media.data ?? null);
  const points = useJsonFile(files["routine.json"], readPoints);
  const videoUrl = useVideo(material.data);
  const reviewed = useMemo((): Reviewed | null => {
    if (!track.data || !report.data || videoUrl === null) return null;
    return { ...track.data, report: report.data, videoUrl };
  }, [track.data, report.data, videoUrl]);
  return {
    material: material.data ?? null,
    reviewed,
    /** Null: no beats are compiled yet. */
    points: points.data ?? null,
    loading: files["poses.npz"] !== undefined,
    fault: material.error ?? media.error ?? report.error ?? track.error ?? points.error,
    again: () => {
      for (const query of [material, media, report, track, points]) if (query.isError) void query.refetch();
    },
  };
}

function useTrack(files: Files, media: Media | null) {
  const file = files["poses.npz"];
  return useQuery({
    queryKey: ["poses", file?.url ?? null, media?.durationS ?? null],
    queryFn: async (): Promise<Track | null> => {
      if (file === undefined || media === null) return null;
      const bytes = new Uint8Array(await (await opened(file.url)).arrayBuffer());
      const { frameS, aspect, frames } = media;
      const film = { frames, rateHz: 1 / frameS };
      const poses = onFrames(readTrack(bytes), film.frames, film.rateHz);
      return { film, aspect, poses, energy: motionEnergy(poses, film.rateHz, aspect) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * The class video; the take as it was filmed where the song has no place yet. The one that was begun with stays while the
 * take does: a build that ends does not take the frame away that somebody looks at.
 */
function useVideo(material: Material | undefined): string | null {
  const begun = useRef<Readonly<{ take: string; url: string }> | null>(null);
  const take = material?.take ?? null;
  if (material === undefined || take === null) return null;
  if (begun.current?.take !== take) {
    const url = material.files["class.mp4"]?.url ?? `/api/v1/originals/${take}/content`;
    begun.current = { take, url };
  }
  return begun.current.url;
}

/** A sound to draw on the video clock: the song where it has its place, else the camera's; null while there is none. */
export function useWave(files: Files): WaveSound | null {
  const { row } = useClass();
  const [wave, setWave] = useState<WaveSound | null>(null);
  const offsetS = row.alignment?.offset_s ?? null;
  const rate = row.alignment?.rate ?? 1;
  const name = offsetS === null ? "camera" : "song";
  const pcm = files[`${name}.wav`]?.url ?? null;
  const peaks = files[`${name}_peaks.bin`]?.url ?? null;
  useEffect(() => {
    let gone = false;
    let close = () => {};
    setWave(null);
    if (pcm === null || peaks === null) return;
    const alignment: Alignment | null =
      offsetS === null ? null : { offsetS: -offsetS / rate, rate: 1 / rate };
    Promise.all([openPcm(pcm), openPeaks(peaks)]).then(
      ([sound, read]) => {
        close = sound.close;
        if (gone) close();
        else setWave({ pcm: sound, peaks: read, alignment });
      },
      () => setWave(null), // the review goes on without a picture of the sound
    );
    return () => {
      gone = true;
      close();
    };
  }, [pcm, peaks, offsetS, rate]);
  return wave;
}
