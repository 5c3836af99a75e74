"""Pieces of the page of a practice: a part's steps as bars, two dancers beside each other, costs, what was
not seen. Values in, escaped markup out.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from eightcount_runtime.scoring import other_side

from eightcount.scoring.figure import figure
from eightcount.scoring.moments import GOOD, Moment, joint_costs
from eightcount.scoring.page_words import ON_TIME_MS, Say

#: A step, a part or a sheet as its JSON has it.
Document = Mapping[str, Any]

_MOST_COSTS = 8
#: In points of 100; less is not worth a line.
_LEAST_COST = 0.05
_BARS = ("shape", "timing")
#: What the bars of steps reach up to; read out with each of them.
_AXIS = '<div class="axis" aria-hidden="true"><span>100 %</span><span>50</span><span>0</span></div>'


def figures(pairs: Iterable[tuple[str, str]]) -> str:
    """Names with values, both plain; empty where there are none."""
    inner = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
    return f'<dl class="figures">{inner}</dl>' if inner else ""


def points(score: float | None) -> str:
    """A score as people read it."""
    return "-" if score is None else f"{score:.0f}"


def percent(share: float | None) -> str:
    """0..1 as people read it, without the sign."""
    return "-" if share is None else f"{100 * share:.0f}"


def shares(of: Document, say: Say, *, timed: bool) -> list[tuple[str, str]]:
    """Shape, and timing where it tells, of a part or a total, by their names; none where it is not judged."""
    return [(say.plain(name), f"{percent(of[name])} %") for name in _bars(timed) if of[name] is not None]


def _bars(timed: bool) -> Sequence[str]:  # noqa: FBT001 - the only thing to say
    return _BARS if timed else _BARS[:1]


def advice_list(texts: Iterable[str]) -> str:
    """What to work on; empty where there is nothing."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ul class="advice">{items}</ul>\n' if items else ""


def part_piece(
    part: Document, steps: Sequence[Document], advice: Iterable[str], say: Say, *, timed: bool
) -> str:
    """A part: its figures, its steps as bars, why some are not judged, what to work on."""
    named = say("named" if part["name"] else "part", part=part["part"], name=part["name"])
    score, why = points(part["score"]), ""
    if part["score"] is None:
        score, told = say("not_judged"), say("not_judged_why", some=part["judged"], all=len(steps))
        why = f"<p>{told}</p>\n"
    bars = "".join(_step(step, say, timed=timed) for step in steps)
    key = "".join(f'<span style="--dot: var(--{name})">{say(name)}</span>' for name in _bars(timed))
    told = f"{_not_judged(steps, say)}{advice_list(advice)}"
    return (
        f'<section>\n<div class="head"><h2>{named}</h2><b>{score}</b></div>\n'
        f"{why}{figures(_part_figures(part, steps, say, timed=timed))}\n"
        f'<div class="chart">{_AXIS}<ol class="steps">{bars}</ol></div>\n'
        f'<p class="key faint">{key}<em>{say("share")}</em></p>\n{told}</section>\n'
    )


def _not_judged(steps: Sequence[Document], say: Say) -> str:
    """In words why counts have no bars, those of a reason together."""
    reasons: dict[str, list[int]] = {}
    for step in steps:
        if not step["judged"]:
            reasons.setdefault(str(step["why_not"]), []).append(step["count"])
    return "".join(
        f'<p class="faint">{say("counts_not", counts=say.counts(counts), why=say.plain(why))}</p>\n'
        for why, counts in reasons.items()
    )


def _part_figures(
    part: Document, steps: Sequence[Document], say: Say, *, timed: bool
) -> list[tuple[str, str]]:
    """What there is to say of a judged part in numbers; its weakest count only where that is not good."""
    if part["score"] is None:
        return []
    scores = {step["count"]: step["score"] for step in steps}
    named = ["best"] if (scores.get(part["worst"]) or 0.0) >= GOOD else ["best", "worst"]
    places = [(say.plain(name), say.plain("count", count=part[name])) for name in named if part[name]]
    late = [(say.plain("on_the_whole"), say.late(part["late_ms"]))] if timed else []
    return [*shares(part, say, timed=timed), *late, *places]


def _step(step: Document, say: Say, *, timed: bool) -> str:
    """One of eight columns: the score, shape and timing as bars, the count, milliseconds late."""
    names = _bars(timed)
    late_ms, judged = step["late_ms"], step["judged"]
    if judged:
        shares = {name: 100 * min(max(step[name] or 0.0, 0.0), 1.0) for name in names}
        bars = "".join(f'<i class="{name}" style="--part: {shares[name]:.1f}%"></i>' for name in names)
        values: dict[str, object] = {name: percent(step[name]) for name in names}
        values |= {"count": step["count"], "score": points(step["score"]), "late": say.late(late_ms)}
        told = say("step" if timed else "step_untimed", **values)
    else:
        bars = ""
        told = say("step_not", count=step["count"], why=say.plain(str(step["why_not"])))
    late = f"{late_ms:+.0f}" if judged and timed and abs(late_ms or 0.0) >= ON_TIME_MS else ""
    return (
        f'<li class="{"judged" if judged else "unseen"}" title="{told}"><span class="hide">{told}</span>'
        f'<div aria-hidden="true"><b>{points(step["score"])}</b><div class="bars">{bars}</div>'
        f'{step["count"]}<span class="late">{late}</span></div></li>'
    )


def moments_piece(moments: Sequence[Moment], sheet: Document, say: Say, *, timed: bool) -> str:
    """The weakest steps, both dancers beside each other; praise where none is weak."""
    if not moments:
        scores = [step["score"] for step in sheet["steps"] if step["score"] is not None]
        return f"<p>{say('weakest_none', score=points(min(scores)))}</p>\n" if scores else ""
    told = f'<p class="faint">{say("turned" if sheet["session"]["mirrored"] else "sides")}</p>\n'
    steps = {(step["part"], step["count"]): step for step in sheet["steps"]}
    return told + "".join(
        _moment(moment, steps[moment.part, moment.count], say, timed=timed) for moment in moments
    )


def _moment(moment: Moment, step: Document, say: Say, *, timed: bool) -> str:
    drawn = "".join(
        f"<figure>{figure(seen, moment.joints, say('nobody'))}<figcaption>{say(who)}</figcaption></figure>"
        for who, seen in (("teacher", moment.teacher), ("learner", moment.learner))
    )
    score = say("points", score=points(step["score"]))
    if timed:
        score = say("score_late", score=points(step["score"]), late=say.late(step["late_ms"]))
    named = say("moment", part=moment.part, count=moment.count)
    return (
        f'<div class="moment"><div class="head"><h3>{named}</h3>'
        f'<span>{score}</span></div>\n<div class="pair">{drawn}</div></div>\n'
    )


def costs_piece(sheet: Document, say: Say, *, timed: bool) -> str:
    """What cost most over all judged steps, by the learner's own sides; empty where nothing did. Timing is
    left out where it does not tell.
    """
    own = other_side if sheet["session"]["mirrored"] else str
    judged = [joint_costs(step["costs"]) for step in sheet["steps"] if step["judged"]]
    names = sorted({name for costs in judged for name in costs if timed or name != "timing"})
    mean = {name: 100 * sum(costs.get(name, 0.0) for costs in judged) / len(judged) for name in names}
    ranked = sorted((name for name in names if mean[name] >= _LEAST_COST), key=lambda name: -mean[name])
    items = "".join(
        f'<li><span>{say(own(name))}</span><i style="--part: {100 * mean[name] / mean[ranked[0]]:.1f}%"></i>'
        f"<span>{mean[name]:.1f}</span></li>"
        for name in ranked[:_MOST_COSTS]
    )
    return f'<ul class="costs">{items}</ul>\n<p class="faint">{say("costs_note")}</p>\n' if items else ""


def unseen_piece(sheet: Document, duration_s: float, say: Say) -> str:
    """When somebody or a limb was not seen: marks along the class, and words."""
    if not sheet["not_seen"]:
        missed = any(step["why_not"] == "dancer_not_seen" for step in sheet["steps"])
        return "" if missed else f"<p>{say('unseen_none')}</p>\n"
    along = 1000 / max(duration_s, 1e-3)
    marks = "".join(
        f'<rect x="{along * span["from_s"]:.1f}" y="0" height="20" '
        f'width="{max(along * (span["to_s"] - span["from_s"]), 2):.1f}"/>'
        for span in sheet["not_seen"]
    )
    ticks = "".join(
        f'<line x1="{along * step["video_s"]:.1f}" x2="{along * step["video_s"]:.1f}" y1="20" y2="30"/>'
        for step in sheet["steps"]
    )
    items = "".join(f"<li>{_span(span, say)}</li>" for span in sheet["not_seen"])
    drawn = '<svg class="strip" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true">'
    return f"{drawn}{marks}{ticks}</svg>\n<ul>{items}</ul>\n"


def _span(span: Document, say: Say) -> str:
    told = {"from_s": f"{span['from_s']:.1f}", "to_s": f"{span['to_s']:.1f}"}
    return say("span", what=say.plain(str(span["what"])), **told)
