/** What is looked at beside each other: the pack that was danced to, and the poses of a practice. */
import { type Routine, readRoutine } from "@eightcount/runtime/classpack";
import { useQuery } from "@tanstack/react-query";
import type { Film } from "../poses/frames";
import type { PoseTrack } from "../poses/track";
import { bytesOf, originalUrl, packUrl, readPackPoses } from "./files";
import { readPracticePoses, trackOf } from "./poseFile";
import type { Practice } from "./practices";

export type Pack = Readonly<{
  videoUrl: string;
  film: Film;
  aspect: number;
  routine: Routine;
  /** The pose of every frame; NaN where nobody is seen. */
  poses: Float32Array;
}>;

/** A pack never changes. */
export function usePack(packId: string) {
  return useQuery({
    queryKey: ["pack", packId],
    queryFn: async (): Promise<Pack> => {
      const [routine, poses] = await Promise.all([
        bytesOf(packUrl(packId, "routine")).then(readRoutine),
        bytesOf(packUrl(packId, "poses")).then(readPackPoses),
      ]);
      const { video } = routine;
      return {
        videoUrl: packUrl(packId, "video"),
        film: { frames: video.frames, rateHz: video.rate[0] / video.rate[1] },
        aspect: video.width / video.height,
        routine,
        poses,
      };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** To be drawn. */
export function usePracticeTrack({ poses }: Practice) {
  return useQuery({
    queryKey: ["practice-poses", poses],
    queryFn: async (): Promise<PoseTrack> => trackOf(readPracticePoses(await bytesOf(originalUrl(poses)))),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
