"""Beats as JAMS, the JSON of those who measure music: beats with their counts 1 to 8 in the namespace `beat`,
named parts in `segment_open`. Plain JSON here; that their own library accepts it is for the tests.
"""

from collections.abc import Iterable

from eightcount_runtime.classpack.beats import MAX_BEATS, STEPS_PER_PART, Beats
from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object

MAX_BYTES = 1024 * 1024
_VERSION = "0.3.4"
_OF_BEATS = ("beat", "beat_position")
_OF_PARTS = "segment_open"
_MOST_ANNOTATIONS = 1000
#: A part's name stands at its first beat, as near as other programs round.
_NEAR_S = 0.001


def beats_to_jams(beats: Beats, *, title: str, artist: str, duration_s: float | None = None) -> bytes:
    """A JAMS document.

    Args:
        beats: as saved.
        title: of the song.
        artist: of the song.
        duration_s: of the song; by default until the last beat.
    """
    end_s = duration_s if duration_s is not None else max(beats.times_s, default=0.0)
    counted = [_observation(time_s, 0.0, at % STEPS_PER_PART + 1) for at, time_s in enumerate(beats.times_s)]
    parts = [
        _observation(first_s, _end_of(beats, part) - first_s, name)
        for part, first_s in enumerate(beats.times_s[::STEPS_PER_PART])
        if (name := beats.name_of(part))
    ]
    annotations = [_annotation("beat", counted, end_s)]
    if parts:
        annotations.append(_annotation(_OF_PARTS, parts, end_s))
    about = {
        "title": title,
        "artist": artist,
        "release": "",
        "duration": end_s,
        "identifiers": {},
        "jams_version": _VERSION,
    }
    return canonical_json({"annotations": annotations, "file_metadata": about, "sandbox": {}})


def beats_from_jams(data: bytes) -> Beats:
    """The first annotation of beats, and names of parts where segments are annotated.

    Raises:
        MalformedError: it is no JAMS, annotates no beats, or holds something else than times.
    """
    document = read_object(data, "JAMS file", limit=MAX_BYTES)
    annotations = list(document.each("annotations", most=_MOST_ANNOTATIONS))
    marked = next((each for each in annotations if each.values.get("namespace") in _OF_BEATS), None)
    if marked is None:
        raise MalformedError(
            "This JAMS file annotates no beats: it has no annotation in the namespace 'beat'."
        )
    times_s = [seen.number("time") for seen in marked.each("data", most=MAX_BEATS)]
    named = next((each for each in annotations if each.values.get("namespace") == _OF_PARTS), None)
    try:
        return Beats.of(times_s, _names(named, times_s) if named else ())
    except ValueError as error:
        raise MalformedError(str(error)) from error


def _names(segments: Fields, times_s: list[float]) -> Iterable[str | None]:
    said = [
        (each.number("time"), each.text("value", empty=True))
        for each in segments.each("data", most=MAX_BEATS)
    ]
    for first_s in times_s[::STEPS_PER_PART]:
        yield next((name for time_s, name in said if abs(time_s - first_s) <= _NEAR_S), None)


def _end_of(beats: Beats, part: int) -> float:
    """The beat that ends a part, or the last one there is."""
    return beats.times_s[min((part + 1) * STEPS_PER_PART, len(beats.times_s) - 1)]


def _observation(time_s: float, duration_s: float, value: object) -> dict[str, object]:
    return {"time": time_s, "duration": round(duration_s, 6), "value": value, "confidence": None}


def _annotation(namespace: str, data: list[dict[str, object]], duration_s: float) -> dict[str, object]:
    about = {
        "annotation_rules": "",
        "annotation_tools": "Eightcount",
        "annotator": {},
        "corpus": "",
        "curator": {"name": "", "email": ""},
        "data_source": "manual annotation",
        "validation": "",
        "version": "",
    }
    return {
        "namespace": namespace,
        "annotation_metadata": about,
        "data": data,
        "duration": duration_s,
        "sandbox": {},
        "time": 0,
    }
