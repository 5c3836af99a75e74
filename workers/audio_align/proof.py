"""From lines that features propose to one line proved on the waves, with its rivals. Knows nothing of files.

The take is laid on the song's clock once; after that every place of the song is tried at that one speed,
since a camera has one clock, and places that fit about as well (a chorus that comes back) are compared by
the clarity of the impulse response, which separates them best.
"""

import math
from dataclasses import dataclass

from workers.audio_align.arrival import Arrival, first_arrival
from workers.audio_align.candidates import Candidate, Line
from workers.audio_align.evidence import Stretch, coverage, stretches
from workers.audio_align.phase import Fit, TakeWindows
from workers.audio_align.response import Response, respond
from workers.audio_align.spectra import RATE_HZ, Sound, resample

STRONG = 14.0  # a fit that needs no further search
_RIVAL = 0.6  # of the best strength: worth comparing by clarity
_MOST_RIVALS = 4
_APART_S = 0.05
LEAST_HEIGHT, LEAST_EACH, LEAST_COVERAGE = 8.0, 6.0, 0.25
AMBIGUOUS = 0.88  # a rival with this share of the clarity cannot be told apart for sure
LEAST_FAINT, LEAST_FAINT_COVERAGE = 4.5, 0.75


@dataclass(frozen=True)
class Rival:
    """Another place of the song that the take fits, and how clearly."""

    line: Line
    clarity: float


@dataclass(frozen=True)
class Proof:
    """A line at the first arrival, on the take's own clock, and what speaks for it.

    `strength` and `clarity` are heights over noise, `share` is the first arrival over the strongest path;
    `stretches` and `on_song_clock` are on the take's clock times `speed`.
    """

    line: Line
    strength: float
    arrival: Arrival
    stretches: tuple[Stretch, ...]
    rivals: tuple[Rival, ...]
    speed: float
    on_song_clock: Sound

    @property
    def height(self) -> float:
        """How far the line stands out, in deviations: the geometric mean of two estimates that err apart.

        Of wrong songs the strength stays below 9 and the clarity below 8, and never both are high.
        """
        return math.sqrt(self.strength * self.arrival.clarity)

    @property
    def rivalry(self) -> float:
        """The clarity of the clearest rival over the line's own; 0 without rivals."""
        return max((r.clarity for r in self.rivals), default=0.0) / self.arrival.clarity

    @property
    def holds(self) -> bool:
        """Whether the take is this song at all: it stands out, and not at a few moments only."""
        return (
            self.height >= LEAST_HEIGHT
            and min(self.strength, self.arrival.clarity) >= LEAST_EACH
            and coverage(list(self.stretches)) >= LEAST_COVERAGE
        )

    @property
    def faintly_holds(self) -> bool:
        """Whether the line stands out somewhat and all along: enough where the harmony tells it too."""
        return (
            min(self.strength, self.arrival.clarity) >= LEAST_FAINT
            and coverage(list(self.stretches)) >= LEAST_FAINT_COVERAGE
        )


def scan(
    windows: TakeWindows, song: Sound, candidates: list[Candidate], reach_s: float, drift_ppm: float
) -> Fit | None:
    """The strongest fit among candidates; the search ends at the first that leaves no doubt."""
    best: Fit | None = None
    for candidate in candidates:
        fit = windows.fit(song, candidate.line, reach_s, drift_ppm)
        if fit and (best is None or fit.strength > best.strength):
            best = fit
        if best and best.strength > STRONG:
            break
    return best


def prove(take: Sound, song: Sound, fit: Fit, candidates: list[Candidate]) -> Proof | None:
    """The proof of the best place at the fit's speed, among the fit itself and all candidates."""
    length = round(len(take) * fit.line.rate)
    speed = length / len(take)
    aligned = resample(take, length)
    windows = TakeWindows(aligned)
    rate = fit.line.rate / speed
    middle_s = len(take) / RATE_HZ / 2
    starts = [fit.line.offset_s] + [
        c.line.offset_s + (c.line.rate - fit.line.rate) * middle_s for c in candidates
    ]
    places = _places(windows, song, [Line(s, rate) for s in starts])
    tried = [t for place in places if (t := _try(aligned, song, place))]
    if not tried:
        return None
    # Half a take that fits is as clear in half the windows: more take explained is the better explanation.
    tried.sort(key=lambda t: -t[1].clarity * math.sqrt(t[0].windows))
    (best, arrival, response), *others = tried
    drift, middle_s = response.drift()
    line = Line(best.line.offset_s - drift * middle_s, best.line.rate + drift)
    return Proof(
        line=Line(line.offset_s - arrival.late_s, line.rate * speed),
        strength=best.strength,
        arrival=arrival,
        stretches=tuple(stretches(windows, song, line)),
        rivals=tuple(
            Rival(
                Line(o.line.offset_s - a.late_s, line.rate * speed),
                a.clarity * math.sqrt(o.windows / best.windows),
            )
            for o, a, _ in others
        ),
        speed=speed,
        on_song_clock=aligned,
    )


def _places(windows: TakeWindows, song: Sound, lines: list[Line]) -> list[Fit]:
    """Fits at the given speed, best first, apart from each other and near the best in strength."""
    fits = [fit for line in lines if (fit := windows.fit(song, line, 0.06, 0.0))]
    fits.sort(key=lambda fit: -fit.strength)
    kept: list[Fit] = []
    for fit in fits:
        if all(abs(fit.line.offset_s - other.line.offset_s) > _APART_S for other in kept):
            kept.append(fit)
    return [fit for fit in kept if fit.strength > _RIVAL * kept[0].strength][: 1 + _MOST_RIVALS]


def _try(take: Sound, song: Sound, fit: Fit) -> tuple[Fit, Arrival, Response] | None:
    response = respond(take, song, fit.line)
    return None if response is None else (fit, first_arrival(response), response)
