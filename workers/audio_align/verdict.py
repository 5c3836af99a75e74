"""What is said about an alignment: how sure, what a person should listen to, and why something is refused.

Sentences are for the author: what is wrong, what to do. No arrays here.
"""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from workers.audio_align.candidates import Line
from workers.audio_align.edits import Piece
from workers.audio_align.evidence import coverage
from workers.audio_align.proof import AMBIGUOUS, LEAST_HEIGHT, Proof

Kind = Literal["same", "varispeed", "stretched"]
FORMAT = 1
SAME_SPEED = 0.002  # clocks differ by less, players' speed knobs by more
_SHARING = 19.0  # a rival of AMBIGUOUS clarity has a tenth of the line's confidence
_SURE_CLARITY, _SURE_COVERAGE, _SURE_SHARE, _SURE_S = 10.0, 0.75, 0.2, 5.0

NOT_FOUND = (
    "The song was not found in the take's sound. Check that this is the song (and the version of it) that "
    "was played, and that it can be heard in the recording; or place it by hand."
)
SILENT_TAKE = "The take's sound is silent, so the song cannot be found in it. Upload a recording with sound."
SILENT_SONG = "The song's file is silent. Upload the song's sound again."
SHORT_TAKE = (
    "The take's sound is shorter than {least:g} s, too short to find the song in it. Upload a longer take."
)
SHORT_SONG = "The song is shorter than {least:g} s, too short to be found in a take. Upload the whole song."


@dataclass(frozen=True)
class Window:
    """A stretch of the take: `agreement` 0..1 says how clearly it follows the line."""

    video_s: float
    song_s: float
    residual_ms: float
    agreement: float


@dataclass(frozen=True)
class Choice:
    """Another place where the song might start, for a person to choose."""

    offset_s: float
    rate: float
    confidence: float


@dataclass(frozen=True)
class Problem:
    """Something a person should know."""

    severity: Literal["error", "warning"]
    code: str
    sentence: str


@dataclass(frozen=True)
class Alignment:
    """alignment.json: song_s = offset_s + rate * video_s."""

    offset_s: float
    rate: float
    kind: Kind
    verdict: Literal["certain", "check"]
    confidence: float
    coverage: float
    windows: tuple[Window, ...]
    candidates: tuple[Choice, ...]
    take_duration_s: float
    song_duration_s: float
    problems: tuple[Problem, ...]


def to_json(alignment: Alignment) -> str:
    """The file's text: sorted keys, numbers rounded to a nanosecond or a millionth."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 9)
        if isinstance(value, dict):
            return {key: rounded(v) for key, v in value.items()}
        return [rounded(v) for v in value] if isinstance(value, (list, tuple)) else value

    return json.dumps({"format": FORMAT, **rounded(asdict(alignment))}, sort_keys=True)


def confidence(height: float) -> float:
    """0..1 from a height in deviations, a half at the least that is accepted."""
    return float(1 - 2.0 ** -((height / LEAST_HEIGHT) ** 2))


def judge(proof: Proof, pieces: list[Piece], take_s: float, song_s: float) -> Alignment:
    """The alignment that a proof and the pieces off its line amount to."""
    kind: Kind = "same" if abs(proof.line.rate - 1) <= SAME_SPEED else "varispeed"
    share = coverage(list(proof.stretches))
    sure, *others = _shares(proof)
    rivals = zip(proof.rivals, others, strict=True)
    problems = [
        *_speed(kind, proof.line),
        *_pieces(pieces, proof),
        *_doubts(proof, share, broken=bool(pieces)),
    ]
    return Alignment(
        offset_s=proof.line.offset_s,
        rate=proof.line.rate,
        kind=kind,
        verdict="check" if any(p.code != "varispeed" for p in problems) else "certain",
        confidence=sure * (1 + share) / 2,
        coverage=share,
        windows=_windows(proof),
        candidates=tuple(Choice(r.line.offset_s, r.line.rate, c) for r, c in rivals),
        take_duration_s=take_s,
        song_duration_s=song_s,
        problems=tuple(problems),
    )


def _shares(proof: Proof) -> list[float]:
    """Confidence of the line and of each rival: that the song is found at all, shared out by clarity."""
    weights = [1.0, *(math.exp(_SHARING * (r.clarity / proof.arrival.clarity - 1)) for r in proof.rivals)]
    return [confidence(proof.height) * w / sum(weights) for w in weights]


def _windows(proof: Proof) -> tuple[Window, ...]:
    """The proof's stretches on the video clock."""
    return tuple(
        Window(
            video_s=s.middle_s / proof.speed,
            song_s=proof.line.song_s(s.middle_s / proof.speed),
            residual_ms=s.residual_s * 1e3,
            agreement=float(1 - 2.0 ** -(max(s.deviations, 0) / 4)),
        )
        for s in proof.stretches
    )


def judge_stretched(
    line: Line, score: float, others: list[tuple[Line, float]], share: float, take_s: float, song_s: float
) -> Alignment:
    """An alignment by onsets and harmony alone; always to be checked by ear. `score` is 0..1."""
    return Alignment(
        offset_s=line.offset_s,
        rate=line.rate,
        kind="stretched",
        verdict="check",
        confidence=score,
        coverage=share,
        windows=(),
        candidates=tuple(Choice(other.offset_s, other.rate, c) for other, c in others),
        take_duration_s=take_s,
        song_duration_s=song_s,
        problems=tuple(_speed("stretched", line)),
    )


def _speed(kind: Kind, line: Line) -> list[Problem]:
    if kind == "same":
        return []
    how = "its pitch kept" if kind == "stretched" else "its pitch moved with it"
    check = " The place is known to about ten milliseconds; check it by ear." if kind == "stretched" else ""
    return [
        Problem("warning", kind, f"The song was played at {line.rate:.3f} times its speed, {how}.{check}")
    ]


def _pieces(pieces: list[Piece], proof: Proof) -> list[Problem]:
    problems = []
    for piece in pieces:
        start_s, end_s = piece.start_s / proof.speed, piece.end_s / proof.speed
        where = f"From about {start_s:.0f} s to {end_s:.0f} s of the take"
        if piece.moved_s is None:
            said = (
                "the song is not heard as it should be. Listen there: was the music stopped or drowned out?"
            )
            problems.append(Problem("warning", "not_heard", f"{where} {said}"))
        else:
            way = "further on" if piece.moved_s > 0 else "further back"
            said = f"the song is {abs(piece.moved_s):.3f} s {way} than in the rest: the take was cut, or the"
            problems.append(
                Problem(
                    "warning",
                    "edited",
                    f"{where} {said} music stopped and started again. Use one unbroken piece.",
                )
            )
    return problems


def _doubts(proof: Proof, share: float, *, broken: bool) -> list[Problem]:
    """What makes the place itself doubtful. A `broken` take is told already, and covers less."""
    problems = []
    if proof.rivalry > AMBIGUOUS:
        rival = max(proof.rivals, key=lambda r: r.clarity)
        said = f"at {rival.line.offset_s:.2f} s it fits almost as well as at {proof.line.offset_s:.2f} s"
        problems.append(Problem("warning", "ambiguous", f"The song repeats itself: {said}. Choose by ear."))
    heard_s = sum(s.end_s - s.start_s for s in proof.stretches)
    if (
        proof.arrival.clarity < _SURE_CLARITY
        or proof.arrival.share < _SURE_SHARE
        or heard_s < _SURE_S
        or (share < _SURE_COVERAGE and not broken)
    ):
        said = "The song is only faintly or briefly heard in the take, so its place is not sure"
        problems.append(Problem("warning", "faint", f"{said}. Check it by ear."))
    return problems
