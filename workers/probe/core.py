"""What a recording is good for: values of `reading` in, the description or a refusal out. Opens no file."""

from fractions import Fraction
from itertools import pairwise

from eightcount_runtime.classpack.problems import Problem

from workers.media.description import AudioTrack, Media, VideoTrack
from workers.probe.rates import Rates, choose_rates
from workers.probe.reading import MAX_RATE_HZ, Heard, Picture, Recording
from workers.step import Limits, StepRefusedError

#: Codes of ITU-T H.273 for the two kinds of high dynamic range that phones film.
HDR_TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}
_CUT_SHORT = 0.95
_CUT_SHORT_S = 1.0
_SLIDE_SHOW_HZ = 1
#: As much as phones film: 3840 x 2160 at 120 frames a second, and some more for uneven clocks.
_MOST_PIXELS_PER_S = 3840 * 2160 * 125
_SEVERAL_S = 0.25


def describe(recording: Recording, limits: Limits, *, low_side_px: int, low_rate_hz: float) -> Media:
    """The description of a take.

    Args:
        recording: as read.
        limits: duration and pixels.
        low_side_px: a shorter side below it is warned of.
        low_rate_hz: an average rate below it is warned of.

    Raises:
        StepRefusedError: it cannot become a class.
    """
    picture = recording.picture
    if picture is None:
        raise StepRefusedError(
            "The take holds sound but no video. Upload the video of the dancer as the take.",
            recording.container,
        )
    duration_s = _checked_duration(picture, recording, limits)
    rates = choose_rates(picture.ticks, picture.time_base_s, duration_s)
    start_s = float(int(picture.ticks[0]) * picture.time_base_s)
    video = _video_track(picture, rates, start_s)
    audio = _audio_track(recording.sound, start_s)
    problems = (
        *_file_problems(recording, audio),
        *_picture_problems(picture, video, low_side_px, low_rate_hz),
    )
    return Media(
        container=recording.container,
        duration_s=round(float(duration_s), 6),
        video=video,
        audio=audio,
        class_rate=rates.class_rate,
        class_frames=rates.class_frames,
        problems=problems,
    )


def _checked_duration(picture: Picture, recording: Recording, limits: Limits) -> Fraction:
    """Seconds from the first frame to the end of the last, which lasts as long as the packet says."""
    frames = len(picture.ticks)
    if frames < 2:
        raise StepRefusedError(
            "The video holds a single picture. Upload the filmed dance.", f"{frames} frame"
        )
    ticks = int(picture.ticks[-1] - picture.ticks[0])
    last = picture.end_tick - int(picture.ticks[-1]) or round(ticks / (frames - 1))
    duration_s = (ticks + last) * picture.time_base_s
    if duration_s > limits.max_duration_s:
        raise StepRefusedError(
            f"The video is {float(duration_s):.0f} s long; {limits.max_duration_s:.0f} s are allowed. "
            "Cut out the class and upload that."
        )
    rate = (frames - 1) / (ticks * picture.time_base_s)
    _refuse_odd_rate(frames, rate)
    if rate * picture.width * picture.height > _MOST_PIXELS_PER_S:
        raise StepRefusedError(
            f"The video has {float(rate):.0f} frames a second of {picture.width} x {picture.height}, more "
            "than is read here. Export it at 60 frames a second."
        )
    _refuse_cut_short(picture, recording)
    return duration_s


def _refuse_odd_rate(frames: int, rate: Fraction) -> None:
    if rate > MAX_RATE_HZ:
        raise StepRefusedError(
            f"The video claims {float(rate):.0f} frames a second, which no camera films. "
            "Export it again at 60 frames a second or less."
        )
    if rate < _SLIDE_SHOW_HZ:
        raise StepRefusedError(
            f"The video shows only {frames} pictures, {float(rate):.2g} a second. Upload the filmed dance."
        )


def _refuse_cut_short(picture: Picture, recording: Recording) -> None:
    """Refuse a file that holds much less than its header promises."""
    promised = picture.claimed_s
    held = float((picture.end_tick - int(picture.ticks[0])) * picture.time_base_s)
    if not promised:  # containers that state one length for all their streams
        promised = recording.claimed_s
        held = float(picture.end_tick * picture.time_base_s)
        held = max(held, recording.sound.end_s) if recording.sound else held
    if held < promised * _CUT_SHORT and held < promised - _CUT_SHORT_S:
        raise StepRefusedError(
            f"The video is cut short: it says it is {promised:.0f} s long but holds only {held:.0f} s. "
            "Copy it from the camera again and upload that."
        )


def _video_track(picture: Picture, rates: Rates, start_s: float) -> VideoTrack:
    wide = max(1, round(picture.width * picture.pixel_aspect))
    turned = picture.rotation_deg in (90, 270)
    seconds = [tick * picture.time_base_s for tick in (*picture.key_ticks, picture.end_tick)]
    groups_s = [float(after - before) for before, after in pairwise(seconds)]
    return VideoTrack(
        stream=picture.stream,
        codec=picture.codec,
        profile=picture.profile,
        level=picture.level,
        pix_fmt=picture.pix_fmt,
        transfer=HDR_TRANSFERS.get(picture.transfer, ""),
        interlaced=picture.interlaced,
        width=picture.height if turned else wide,
        height=wide if turned else picture.height,
        coded_width=picture.width,
        coded_height=picture.height,
        pixel_aspect=picture.pixel_aspect,
        rotation_deg=picture.rotation_deg,
        frames=len(picture.ticks),
        start_s=round(start_s, 6),
        average_rate=rates.average,
        variable=rates.variable,
        longest_group_s=round(max(groups_s, default=0.0), 6),
        whole_start=picture.skipped == 0,
    )


def _audio_track(sound: Heard | None, video_start_s: float) -> AudioTrack | None:
    if sound is None or sound.rate_hz <= 0 or sound.channels <= 0:
        return None
    return AudioTrack(
        codec=sound.codec,
        rate_hz=sound.rate_hz,
        channels=sound.channels,
        start_s=round(sound.start_s - video_start_s, 6),
        duration_s=round(max(0.0, sound.end_s - sound.start_s), 6),
    )


def _warning(code: str, sentence: str) -> Problem:
    return Problem("warning", code, sentence)


def _file_problems(recording: Recording, audio: AudioTrack | None) -> list[Problem]:
    problems = []
    if audio is None:
        problems.append(_warning("no_audio", "The take has no sound: the song must be placed in it by hand."))
    elif audio.start_s > _SEVERAL_S:
        problems.append(_warning("late_audio", f"The sound of the take starts {audio.start_s:.2f} s late."))
    if recording.other_pictures:
        problems.append(
            _warning("several_videos", "The take holds several videos; the first of them is used.")
        )
    return problems


def _picture_problems(
    picture: Picture, video: VideoTrack, low_side_px: int, low_rate_hz: float
) -> list[Problem]:
    problems = []
    if video.variable:
        sentence = "The frames come unevenly; the class video is made even, and poses keep their true times."
        problems.append(_warning("variable_rate", sentence))
    if video.rotation_deg:
        problems.append(_warning("rotated", "The video is stored turned; the class video is made upright."))
    if min(video.width, video.height) < low_side_px:
        problems.append(
            _warning(
                "low_resolution", f"The video is only {video.width} x {video.height}; poses will be rough."
            )
        )
    if video.average_rate < low_rate_hz:
        rate = float(video.average_rate)
        problems.append(
            _warning(
                "low_rate", f"The video has only {rate:.3g} frames a second; fast steps will be blurred."
            )
        )
    if video.transfer:
        problems.append(
            _warning("hdr", "The video is filmed in HDR; its colours are converted for all phones.")
        )
    elif picture.bits > 8:
        problems.append(_warning("ten_bit", f"The video has {picture.bits} bits a colour; 8 are kept."))
    if video.interlaced:
        problems.append(
            _warning("interlaced", "The video is interlaced; its fields are joined to whole frames.")
        )
    return problems
