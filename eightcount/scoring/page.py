"""A practice as one page to look at: no script, nothing fetched, all in one file. Whatever comes from files
is escaped where it is written. Must not judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from eightcount.scoring.alignment import Placement
from eightcount.scoring.moments import Moment
from eightcount.scoring.page_pieces import (
    Document,
    advice_list,
    costs_piece,
    figures,
    moments_piece,
    part_piece,
    points,
    shares,
    unseen_piece,
)
from eightcount.scoring.page_words import Language, Say

_STYLE = Path(__file__).with_name("page.css")
#: A browser that shows the page may do nothing but draw it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Told:
    """Something to work on: of a part, or of the whole (None)."""

    part: int | None
    text: str


@dataclass(frozen=True)
class Facts:
    """What the page shows.

    Attributes:
        sheet: the JSON document.
        title, video: what the class and the learner's video are called.
        revision: of the class.
        advice: most important first; `by_model`: a model worded it.
        moments: the weakest steps.
        placement: how the video was laid on the class.
        doubts: sentences to be read before the scores.
        duration_s: of the class video.
        against: a sentence of which pack it was scored against.
    """

    sheet: Document
    title: str
    video: str
    revision: int
    advice: Sequence[Told]
    by_model: bool
    moments: Sequence[Moment]
    placement: Placement
    doubts: Sequence[str]
    duration_s: float
    against: str


def page_of(facts: Facts, language: Language) -> str:
    """The page, a whole HTML document."""
    say, sheet = Say(language), facts.sheet
    whole = advice_list(each.text for each in facts.advice if each.part is None)
    if facts.by_model:
        whole += f'<p class="faint">{say("by_model")}</p>\n'
    body = [
        _top(facts, say),
        _section(say("look"), _doubts(facts.doubts)),
        _section(say("work"), whole),
        *(_part(part, facts, say) for part in sheet["parts"]),
        _section(say("weakest" if facts.moments else "no_weakest"), moments_piece(facts.moments, sheet, say)),
        _section(say("costs"), costs_piece(sheet, say)),
        _section(say("unseen"), unseen_piece(sheet, facts.duration_s, say)),
        _section(say("aligned"), _aligned(facts.placement, say)),
        _foot(facts, say),
    ]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{say('title')}: {escape(facts.title)}</title>\n"
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n{''.join(body)}</main>\n</body>\n</html>\n"
    )


def _section(heading: str, inner: str) -> str:
    return f"<section>\n<h2>{heading}</h2>\n{inner}</section>\n" if inner else ""


def _top(facts: Facts, say: Say) -> str:
    """Whose practice of what, and how it went as a whole."""
    total, session = facts.sheet["total"], facts.sheet["session"]
    shown = [
        *shares(total, say),
        (say.plain("judged"), say.plain("of", some=total["judged"], all=total["steps"])),
    ]
    if facts.placement.how != "movement" and total["judged"]:
        shown.append((say.plain("on_the_whole"), say.late(session["lag_ms"])))
    medal = total["medal"]
    badge = f'<span class="medal {medal}">{say(medal)}</span>' if say.knows(str(medal)) else ""
    notes = [say("danced", video=facts.video, title=facts.title, revision=facts.revision)]
    if session["mirrored"]:
        notes.append(say("mirrored"))
    if session["speed"] != 1:
        notes.append(say("speed", percent=round(100 * session["speed"])))
    return (
        f'<header>\n<h1>{escape(facts.title)}</h1>\n<p class="faint">{"; ".join(notes)}</p>\n</header>\n'
        f'<section class="total">{_score(total, say)}{badge}{figures(shown)}</section>\n'
    )


def _score(total: Document, say: Say) -> str:
    """The total, as large as it is important, with its scale; or that there is none, and why."""
    if total["score"] is None:
        why = say("not_judged_whole", some=total["judged"], all=total["steps"])
        return f'<div><b class="none">{say("not_judged")}</b><p class="faint">{why}</p></div>'
    return f'<div><strong>{points(total["score"])}</strong> <span class="faint">{say("scale")}</span></div>'


def _doubts(doubts: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(doubt)}</li>" for doubt in doubts)
    return f'<ul class="told">{items}</ul>\n' if items else ""


def _part(part: Document, facts: Facts, say: Say) -> str:
    number = part["part"]
    steps = [step for step in facts.sheet["steps"] if step["part"] == number]
    return part_piece(part, steps, [each.text for each in facts.advice if each.part == number], say)


def _aligned(placement: Placement, say: Say) -> str:
    how = say(placement.how)
    if placement.confidence is not None:
        how = say("sound_sure", confidence=round(100 * placement.confidence))
    return f"<p>{how} {say('offset', offset=f'{placement.offset_s:+z.3f}')}</p>\n"


def _foot(facts: Facts, say: Say) -> str:
    sheet = facts.sheet
    pack = str(sheet["class"]["manifest"] or "-")[:12]
    runtime, scoring = sheet["runtime"]["version"], sheet["scoring"]["version"]
    made = say("made", runtime=runtime, scoring=scoring, pack=pack)
    return f"<footer>{escape(facts.against)} {made}</footer>\n"
