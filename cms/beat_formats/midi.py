"""Beats as a standard MIDI file: a note for every beat, a marker for every named part, and a tempo map in
which a beat is a quarter note, so that a sequencer's grid lies on the beats and times come back exactly.

Texts are UTF-8. The library keeps its charset in a global, which threads would change under each other's
hands, so it is left at Latin-1, which keeps every byte, and texts are decoded here.
"""

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import mido
from eightcount_runtime.classpack.beats import STEPS_PER_PART, Beats
from eightcount_runtime.classpack.errors import MalformedError

MAX_BYTES = 512 * 1024
_TICKS = 480
_DEFAULT_TEMPO_US = 500_000
_LONGEST_QUARTER_US = 2**24 - 1
#: The way to the first beat is counted in so many quarters at most: some programs read no more ticks.
_LEAD_IN = 1000
_PERCUSSION = 9
#: High wood block on "one", low on the others; the "one" is the loudest, then "five".
_ONE, _OTHER = 76, 77
_LOUDNESS = {0: 127, 4: 104}
_SOFT = 84
#: What the library raises at bytes that are no MIDI file.
_BROKEN = (
    EOFError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    mido.KeySignatureError,
)


@dataclass(frozen=True)
class _Event:
    """A message at an absolute tick."""

    tick: int
    message: mido.Message | mido.MetaMessage


def beats_to_midi(beats: Beats) -> bytes:
    """A file of two tracks: tempo and markers, and the notes.

    Raises:
        ValueError: times are negative or do not rise; no saved revision has such.
    """
    instants_us = [round(time_s * 1e6) for time_s in beats.times_s]
    if any(after <= before for before, after in pairwise([-1, *instants_us])):
        raise ValueError("beats must rise from 0 on to be written as MIDI")
    tempi, ticks = _tempo_map(instants_us)
    conductor = [_Event(0, mido.MetaMessage("track_name", name=_kept("Eightcount"))), *tempi]
    notes = [_Event(0, mido.MetaMessage("track_name", name="beats"))]
    for at, tick in enumerate(ticks):
        part, count = divmod(at, STEPS_PER_PART)
        name = beats.name_of(part) if count == 0 else None
        if name:
            conductor.append(_Event(tick, mido.MetaMessage("marker", text=_kept(name))))
        notes += _note(tick, count)
    file = mido.MidiFile(type=1, ticks_per_beat=_TICKS, tracks=[_track(conductor), _track(notes)])
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def beats_from_midi(data: bytes) -> Beats:
    """Every instant at which a note begins is a beat, by the file's own tempo map; a marker at the first beat
    of a part names it.

    Raises:
        MalformedError: it is no MIDI file, holds no note, or counts in another way than by tempo.
    """
    if len(data) > MAX_BYTES:
        raise MalformedError(f"The MIDI file is larger than the {MAX_BYTES} bytes that it may have.")
    try:
        file = mido.MidiFile(file=io.BytesIO(data))
        events = list(_events(file.tracks))
    except _BROKEN as error:
        raise MalformedError("This is no MIDI file, or it is damaged. Export it again.") from error
    if file.type == 2:
        raise MalformedError(
            "The tracks of this MIDI file do not run together (type 2). Export it as type 0 or 1."
        )
    if file.ticks_per_beat <= 0:
        raise MalformedError("This MIDI file counts video frames (SMPTE). Export it with a tempo instead.")
    onsets = sorted({event.tick for event in events if _begins(event.message)})
    if not onsets:
        raise MalformedError("The MIDI file holds no note. A beat is the beginning of a note.")
    texts = {event.tick: _read(event.message.text) for event in events if event.message.type == "marker"}
    times_s = [us / 1e6 / file.ticks_per_beat for us in _times(events, onsets)]
    try:
        return Beats.of(times_s, [texts.get(tick) for tick in onsets[::STEPS_PER_PART]])
    except ValueError as error:
        raise MalformedError(str(error)) from error


def _tempo_map(instants_us: Sequence[int]) -> tuple[list[_Event], list[int]]:
    """Tempo events, and the tick of every beat. Whole microseconds each, so nothing is rounded."""
    steps_us = [after - before for before, after in pairwise(instants_us)]
    usual_us = steps_us[0] if steps_us else _DEFAULT_TEMPO_US
    events: list[_Event] = []
    ticks: list[int] = []
    tick = 0
    for number, wait_us in enumerate([instants_us[0] if instants_us else 0, *steps_us]):
        quarters = min(_LEAD_IN, round(wait_us / usual_us)) if number == 0 else 1
        for count, tempo_us in _quarters(wait_us, quarters):
            events.append(_Event(tick, mido.MetaMessage("set_tempo", tempo=tempo_us)))
            tick += count * _TICKS
        ticks.append(tick)
    return events, ticks[: len(instants_us)]


def _quarters(wait_us: int, quarters: int) -> Iterator[tuple[int, int]]:
    """How many quarters of how many microseconds make `wait_us`: about `quarters` of them, of two lengths."""
    if wait_us == 0:
        return
    quarters = min(wait_us, max(1, quarters, math.ceil(wait_us / _LONGEST_QUARTER_US)))
    each_us, longer = divmod(wait_us, quarters)
    yield quarters - longer, each_us
    if longer:
        yield longer, each_us + 1


def _note(tick: int, count: int) -> Iterator[_Event]:
    pitch = _ONE if count == 0 else _OTHER
    loudness = _LOUDNESS.get(count, _SOFT)
    on = mido.Message("note_on", channel=_PERCUSSION, note=pitch, velocity=loudness)
    yield _Event(tick, on)
    yield _Event(tick + _TICKS // 2, mido.Message("note_off", channel=_PERCUSSION, note=pitch))


def _track(events: Iterable[_Event]) -> mido.MidiTrack:
    """With the time of each message since the one before, as files have it."""
    track = mido.MidiTrack()
    now = 0
    for event in sorted(events, key=lambda event: event.tick):
        track.append(event.message.copy(time=event.tick - now))
        now = event.tick
    return track


def _events(tracks: Iterable[mido.MidiTrack]) -> Iterator[_Event]:
    for track in tracks:
        tick = 0
        for message in track:
            tick += message.time
            yield _Event(tick, message)


def _begins(message: mido.Message | mido.MetaMessage) -> bool:
    return bool(message.type == "note_on" and message.velocity > 0)


def _times(events: Iterable[_Event], ticks: Sequence[int]) -> Iterator[int]:
    """The instant of each rising tick, in microseconds times ticks per quarter: whole numbers."""
    changes = sorted(
        ((event.tick, event.message.tempo) for event in events if event.message.type == "set_tempo"),
        key=lambda change: change[0],
    )
    tempo_us, since_tick, since = _DEFAULT_TEMPO_US, 0, 0
    at = 0
    for tick in ticks:
        while at < len(changes) and changes[at][0] <= tick:
            since += (changes[at][0] - since_tick) * tempo_us
            since_tick, tempo_us = changes[at]
            at += 1
        yield since + (tick - since_tick) * tempo_us


def _kept(text: str) -> str:
    return text.encode().decode("latin-1")


def _read(text: str) -> str:
    """UTF-8 where it is that, else as it came."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text
