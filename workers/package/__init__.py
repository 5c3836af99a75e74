"""From everything that was made to a class pack: a manifest, and objects under their hashes.

The same input gives the same bytes, so a moved beat gives a new routine and leaves the rest as it was.
"""

from dataclasses import dataclass

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.manifest import manifest_to_json
from eightcount_runtime.classpack.poses import pose_track_files
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine

from workers.media.pcm import decode_pcm
from workers.package.core import PackObject, class_manifest, read_description
from workers.package.frames import read_frames, read_keyframes
from workers.package.objects import clear_objects, write_object
from workers.package.peaks import PEAKS_PER_S, sound_peaks
from workers.package.pictures import Picture, poster_frame, read_cover, shrunk_jpeg, thumbnail_frame
from workers.step import StepRefusedError, Work
from workers.step_files import class_track, read_class_video, read_poses

_SOUND_HZ = 48_000
_POSTER_PX = 960
_THUMBNAIL_PX = 256


@dataclass(frozen=True)
class Params:
    """JPEG qualities, 0 to 100."""

    poster_quality: int = 80
    thumbnail_quality: int = 65


def run(work: Work, params: Params) -> None:
    """class.json, media.json, class.mp4, poses.npz, routine.json, cover -> manifest.json, objects/.

    Raises:
        StepRefusedError: a file is not what its step writes, or the cover is no picture.
    """
    try:
        _pack(work, params)
    except PackError as error:
        raise StepRefusedError(f"The class cannot be packed. {error.sentence}", str(error)) from error


def _pack(work: Work, params: Params) -> None:
    described = read_description(work.path("class.json").read_bytes())
    routine = read_routine(work.path("routine.json").read_bytes())
    if read_class_video(work.path("media.json")) != routine.video:
        raise StepRefusedError("The routine belongs to another take. Build again.", str(routine.video))
    objects = [*_data(work, routine), *_pictures(work, params, routine)]
    work.progress(0.8, "writing objects")
    clear_objects(work.path("objects"))
    files = [write_object(work.path("objects"), each) for each in objects]
    manifest = class_manifest(described, routine, files)
    work.path("manifest.json").write_bytes(manifest_to_json(manifest))
    work.progress(1.0, f"{manifest.bytes / 1e6:.1f} MB in {len(files)} files")


def _data(work: Work, routine: Routine) -> list[PackObject]:
    """Routine, poses at the frames of the video, and the sound's outline."""
    work.progress(0.0, "placing poses on the frames of the class video")
    poses, world = pose_track_files(class_track(read_poses(work.path("poses.npz")), routine.video))
    work.progress(0.2, "outlining the sound")
    peaks = sound_peaks(decode_pcm(work.path("class.mp4"), _SOUND_HZ, work.limits), _SOUND_HZ)
    track = _frame_count(routine)
    outline = {"rate": [PEAKS_PER_S, 1]}
    npy = "application/octet-stream"
    return [
        PackObject("routine", "routine.json", "application/json", work.path("routine.json")),
        PackObject("poses", "poses.npy", npy, poses, track),
        PackObject("poses_world", "poses_world.npy", npy, world, track),
        PackObject("waveform", "waveform.npy", npy, peaks, outline),
    ]


def _pictures(work: Work, params: Params, routine: Routine) -> list[PackObject]:
    """The video, the poster (the cover, or else a frame of the video) and a thumbnail for each part."""
    work.progress(0.5, "taking pictures")
    path, cover = work.path("class.mp4"), work.path("cover")
    keyframes = read_keyframes(path, routine.video)
    chosen = [thumbnail_frame(part, routine.video, keyframes) for part in routine.parts]
    first, *taken = read_frames(path, [poster_frame(routine.video, keyframes), *chosen])
    height, width = first.shape[:2]
    size = {"width": width, "height": height, **_frame_count(routine)}
    poster = read_cover(cover.read_bytes(), work.limits.max_pixels) if cover.exists() else first
    return [
        PackObject("video", "class.mp4", "video/mp4", path, size),
        _picture("poster", "poster.jpg", poster, _POSTER_PX, params.poster_quality),
        *(
            _picture(
                "thumbnail",
                f"parts/{number}.jpg",
                frame,
                _THUMBNAIL_PX,
                params.thumbnail_quality,
                part=number,
            )
            for number, frame in enumerate(taken, 1)
        ),
    ]


def _picture(
    role: str, path: str, picture: Picture, longest: int, quality: int, **details: object
) -> PackObject:
    data, size = shrunk_jpeg(picture, longest, quality)
    return PackObject(role, path, "image/jpeg", data, {**size, **details})


def _frame_count(routine: Routine) -> dict[str, object]:
    """Frames and their rate, as the manifest's details of what has one entry a frame."""
    rate_hz = routine.video.rate_hz
    return {"rate": [rate_hz.numerator, rate_hz.denominator], "frames": routine.video.frames}
