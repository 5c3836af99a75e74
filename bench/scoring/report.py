"""The tables, as lines of Markdown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from eightcount_runtime.scoring import DEFAULTS, Reference
from numpy.typing import NDArray

from bench.scoring.corpus import DanceClass, Track, class_of, image_of
from bench.scoring.evidence import (
    auc,
    constant_lag,
    damage,
    invariances,
    kept_by,
    ks_to_uniform,
    marked,
    order,
    part_samples,
    rates,
    spearman,
)
from bench.scoring.judges import product, sheet_of, switched, switches
from bench.scoring.live import cost_of, live_beside_replay
from bench.scoring.peers import peers
from bench.scoring.performers import Stream, perform, performer_of
from bench.scoring.trials import (
    GENUINE_LEAST,
    Judge,
    Marks,
    Trial,
    genuine,
    half_a_beat_late,
    mirrored,
    other_dances,
    standing,
    wrong_parts,
)
from bench.scoring.twins import cost_in_typescript, sheets_apart

Floats = NDArray[np.float64]
Marked = list[tuple[Trial, Marks]]
Mixed = tuple[Callable[[], Iterator[Trial]], str]

SEED = 7
MANY = 8
"""Of so many classes and more, every second one for what takes many practices of each."""


def tables(classes: Sequence[DanceClass], each: int) -> Iterator[str]:
    """All that practices of these classes show; `each` genuine ones of every class."""
    parts = sum(len(danced.routine.parts) for danced in classes)
    yield f"{len(classes)} classes of {parts} parts; {each} genuine performances of each, all seeded."
    yield ""
    yield from _telling_apart(classes, each)
    yield from _scores(classes, each)
    yield from _damage(_fewer(classes))
    yield from _holding_still(classes)


def _mismatches(classes: Sequence[DanceClass]) -> dict[str, Mixed]:
    return {
        "other dance": (lambda: other_dances(classes, 4, SEED), "auto"),
        "wrong part": (lambda: wrong_parts(classes, SEED), "auto"),
        "standing still": (lambda: standing(classes, SEED), "auto"),
        "half a beat late": (lambda: half_a_beat_late(classes, SEED), "auto"),
        "mirrored, mode off": (lambda: mirrored(classes, SEED), "off"),
    }


def _telling_apart(classes: Sequence[DanceClass], each: int) -> Iterator[str]:
    few = _fewer(classes)
    whole, some = _practices(classes, each), _practices(few, min(each, 4))
    yield f"### AUC of a part of 8 steps: genuine (quality {GENUINE_LEAST:g} to 1) against"
    yield ""
    yield f"| | {' | '.join(whole[1])} | Spearman, total with quality |"
    yield "|---" * (len(whole[1]) + 2) + "|"
    yield _auc_row(f"**this runtime, all {len(classes)} classes**", product(), *whole)
    yield _auc_row(f"**this runtime, of them {len(few)}**", product(), *some)
    for name, off in switches().items():
        with switched(off) as judge:
            yield _auc_row(f"the same without {name}", judge, *some)
    for name, judge in peers().items():
        yield _auc_row(name, judge, *some)
    yield ""


def _fewer(classes: Sequence[DanceClass]) -> Sequence[DanceClass]:
    return classes[::2] if len(classes) >= MANY else classes


def _practices(
    classes: Sequence[DanceClass], each: int
) -> tuple[list[Trial], dict[str, tuple[list[Trial], str]]]:
    wrong = {name: (list(make()), mirror) for name, (make, mirror) in _mismatches(classes).items()}
    return list(genuine(classes, each, SEED, GENUINE_LEAST)), wrong


def _auc_row(
    name: str, judge: Judge, right: Sequence[Trial], wrong: dict[str, tuple[list[Trial], str]]
) -> str:
    danced = marked(judge, right)
    samples = part_samples(danced)
    figures = [auc(samples, part_samples(marked(judge, trials, mirror))) for trials, mirror in wrong.values()]
    ranks = spearman([trial.quality for trial, _ in danced], [marks.total for _, marks in danced])
    return f"| {name} | {' | '.join(f'{figure:.4f}' for figure in figures)} | {ranks:.3f} |"


def _scores(classes: Sequence[DanceClass], each: int) -> Iterator[str]:
    judge = product()
    danced = marked(judge, genuine(classes, each, SEED + 1))
    totals = np.array([marks.score for _, marks in danced])
    parts = np.concatenate([marks.part_scores for _, marks in danced if marks.part_scores is not None])
    yield "### Scores, 40 to 100"
    yield ""
    yield "| practices | n | least | 5 % | median | 95 % | most | KS to even | SD |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield _spread_row("genuine, quality 0 to 1: totals", totals, full=True)
    yield _spread_row("genuine, quality 0 to 1: parts", parts, full=True)
    for name, (make, mirror) in _mismatches(classes).items():
        scores = np.array([marks.score for _, marks in marked(judge, make(), mirror)])
        yield _spread_row(f"{name}: totals", scores, full=False)
    yield ""
    bins = np.histogram(totals, bins=np.arange(40, 101, 10))[0]
    yield f"Genuine totals in tens from 40: {', '.join(str(count) for count in bins)}."
    found = order(judge, classes, SEED)
    yield (
        f"Takes of known quality: {found.inverted} of {found.pairs} neighbours inverted by more than a point,"
        f" the worst by {found.worst:.1f}."
    )
    yield ""


def _spread_row(name: str, found: Floats, *, full: bool) -> str:
    scores = found[np.isfinite(found)]
    cells = [f"{value:.1f}" for value in np.percentile(scores, [0, 5, 50, 95, 100])]
    spread = f"{ks_to_uniform(scores):.3f} | {scores.std():.1f}" if full else " | "
    return f"| {name} | {len(scores)} | {' | '.join(cells)} | {spread} |"


def _damage(classes: Sequence[DanceClass]) -> Iterator[str]:
    yield "### Damage to a trained dancer's practice"
    yield ""
    yield "| damage | neighbouring pairs that do not rise | nor by half a point | mean score at each level |"
    yield "|---|---|---|---|"
    kept = nearly = pairs = 0
    for kind, found in damage(product(), classes, SEED):
        kept, nearly, pairs = kept + found.kept, nearly + found.nearly, pairs + found.pairs
        scores = " ".join(f"{score:.1f}" for score in found.scores)
        yield f"| {kind} | {found.kept} of {found.pairs} | {found.nearly} | {scores} |"
    yield f"| all | {100 * kept / pairs:.1f} % of {pairs} | {100 * nearly / pairs:.1f} % | |"
    yield ""


def _holding_still(classes: Sequence[DanceClass]) -> Iterator[str]:
    judge, some = product(), _fewer(classes)
    yield "### What must not matter"
    yield ""
    yield "| | mean | worst |"
    yield "|---|---|---|"
    lags = constant_lag(judge, classes, SEED)
    yield f"| constant lag of +-100 ms: points lost | {lags.lost_mean:.2f} | {lags.lost_most:.2f} |"
    errors = f"{1000 * lags.error_median_s:.1f} (median) | {1000 * lags.error_p95_s:.1f} (95 %)"
    yield f"| its lag told, ms off | {errors} |"
    for name, performers in invariances().items():
        kept = kept_by(judge, some, performers)
        yield f"| {name}: kept of the raw total | {kept.mean():.4f} | {kept.min():.4f} |"
    apart = rates(judge, classes, SEED)
    tail = f"{np.percentile(apart, 95):.4f} (95 %), {apart.max():.4f}"
    yield f"| 10 beside 30 frames a second: raw part apart | {apart.mean():.4f} | {tail} |"
    told = live_beside_replay(some, SEED)
    stood = f"{told.last.mean():.4f} | {told.last.max():.4f}"
    yield f"| live beside replay: raw step apart, as it stood at the end | {stood} |"
    tail = f"{np.percentile(told.first, 95):.4f} (95 %), {told.first.max():.4f}"
    yield f"| the same, as it was told first | {told.first.mean():.4f} | {tail} |"
    yield ""


def real_pairs(same_dance: Sequence[Track], same_film: Sequence[Track]) -> Iterator[str]:
    """Nothing simulated: films of one choreography, each as teacher and as learner."""
    yield "### Real pairs: each film as class and as practice of every other"
    yield ""
    yield "| films | n | raw shape, least / median / most | timing | total score | lag told, ms |"
    yield "|---|---|---|---|---|---|"
    for name, tracks, bpm, lead_s in (
        ("one choreography, four people, half speed", same_dance, 112, 0.55),
        ("one film, zoomed and shifted, 0.3 s apart", same_film, 96, 0.8),
    ):
        sheets = [
            sheet_of(Reference.of(danced.routine, danced.poses, DEFAULTS), film(other))
            for track in tracks
            for danced in (class_of(track, bpm, lead_s),)
            for other in tracks
            if other is not track
        ]
        if sheets:
            totals = [sheet.total for sheet in sheets]
            cells = [
                _three([total.shape for total in totals], 2),
                _three([total.timing for total in totals], 2),
                _three([total.score for total in totals], 0),
                _three([sheet.session.lag_ms for sheet in sheets], 0),
            ]
            yield f"| {name} | {len(sheets)} | {' | '.join(cells)} |"
    yield ""


def _three(values: Sequence[float | None], digits: int) -> str:
    known = [value for value in values if value is not None]
    return " / ".join(f"{value:.{digits}f}" for value in np.percentile(known, [0, 50, 100]))


def film(track: Track) -> Stream:
    """A film as a practice."""
    image = image_of(track.points, track.visibility, track.width, track.height)
    return Stream(track.times_s, image, track.width, track.height)


def twins(classes: Sequence[DanceClass]) -> Iterator[str]:
    """Python beside TypeScript."""
    apart = sheets_apart(_fewer(classes), SEED)
    yield (
        f"Python beside TypeScript, sheets of {len(_fewer(classes))} practices: {apart.numbers} numbers,"
        f" at most {apart.most:.1e} apart; what else differs: {', '.join(apart.others) or 'nothing'}."
    )
    yield ""


def cost(danced: DanceClass) -> Iterator[str]:
    """What scoring costs, of a class of 20 s in Python, of 9 s in TypeScript."""
    performer = performer_of(0.8, SEED)
    steady = replace(performer, camera=replace(performer.camera, rate_hz=30.0, hole_s=0.0))
    python, typescript = cost_of(danced, perform(danced, steady)), cost_in_typescript()
    yield "### Cost, 30 frames a second, all hypotheses, one thread"
    yield ""
    yield "| | Python | TypeScript |"
    yield "|---|---|---|"
    each = f"{python.push_us:.0f} | {typescript['cpu_us_per_frame']:.0f}"
    yield f"| a frame, judgements and sheet among them, mean CPU microseconds | {each} |"
    quiet, judging = (typescript[kind]["median"] for kind in ("us_between_judgements", "us_with_a_judgement"))
    yield f"| a frame between judgements, median microseconds | {python.quiet_us:.0f} | {quiet:.0f} |"
    yield f"| a frame that ends a step, median microseconds | {python.judging_us:.0f} | {judging:.0f} |"
    yield f"| a frame of a replay, mean CPU microseconds | {python.replay_us:.0f} | |"
    yield ""
