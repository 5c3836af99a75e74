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
    """Something to work on, or praise: of a part, or of the whole (None)."""

    part: int | None
    text: str
    is_praise: bool = False


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
        no_medal: why there is none where the score has earned one; else empty.
        is_this_dance, is_timed: as those of `Scored`.
        is_placed: whether nothing speaks against the place that its sound told.
        net: that looked for poses; empty where nobody knows.
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
    no_medal: str
    is_this_dance: bool
    is_timed: bool
    is_placed: bool
    net: str


def page_of(facts: Facts, language: Language) -> str:
    """The page, a whole HTML document."""
    say, sheet = Say(language), facts.sheet
    of_all = [each for each in facts.advice if each.part is None]
    whole = advice_list(each.text for each in of_all)
    if facts.by_model:
        whole += f'<p class="faint">{say("by_model")}</p>\n'
    body = [
        _top(facts, say),
        _section(say("look"), _doubts(facts.doubts)),
        _section(say("well_done" if of_all and all(each.is_praise for each in of_all) else "work"), whole),
        f'<p class="faint">{say("spread")}</p>\n' if sheet["parts"] else "",
        *(_part(part, facts, say) for part in sheet["parts"]),
        _section(say("weakest" if facts.moments else "no_weakest"), _moments(facts, say)),
        _section(say("costs"), costs_piece(sheet, say, timed=facts.is_timed)),
        _section(say("unseen"), unseen_piece(sheet, facts.duration_s, say)),
        _section(say("aligned"), _aligned(facts, say)),
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
        *shares(total, say, timed=facts.is_timed),
        (say.plain("judged"), say.plain("of", some=total["judged"], all=total["steps"])),
    ]
    if facts.is_timed and total["judged"]:
        shown.append((say.plain("on_the_whole"), say.late(session["lag_ms"])))
    medal = total["medal"]
    badge = f'<span class="medal {medal}">{say(medal)}</span>' if say.knows(str(medal)) else ""
    notes = [say("danced", video=facts.video, title=facts.title, revision=facts.revision)]
    if session["mirrored"] and facts.is_this_dance:
        notes.append(say("mirrored"))
    if session["speed"] != 1:
        notes.append(say("speed", percent=round(100 * session["speed"])))
    why = f'<p class="faint">{escape(facts.no_medal)}</p>' if facts.no_medal else ""
    return (
        f'<header>\n<h1>{escape(facts.title)}</h1>\n<p class="faint">{"; ".join(notes)}</p>\n</header>\n'
        f'<section class="total">{_score(total, say)}{badge}{why}{figures(shown)}</section>\n'
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
    advice = [each.text for each in facts.advice if each.part == number]
    return part_piece(part, steps, advice, say, timed=facts.is_timed)


def _moments(facts: Facts, say: Say) -> str:
    return moments_piece(facts.moments, facts.sheet, say, timed=facts.is_timed)


def _aligned(facts: Facts, say: Say) -> str:
    """How it was laid on the class. How sure the sound is says nothing beside a doubt of its place."""
    placement = facts.placement
    how = escape(say.laid(placement.how, placement.silence))
    if placement.confidence is not None and facts.is_placed:
        how = say("sound_sure", confidence=round(100 * placement.confidence))
    net = f" {say('net', net=say.plain(facts.net))}" if facts.net else ""
    return f"<p>{how} {say('offset', offset=f'{placement.offset_s:+z.3f}')}{net}</p>\n"


def _foot(facts: Facts, say: Say) -> str:
    sheet = facts.sheet
    pack = str(sheet["class"]["manifest"] or "-")[:12]
    runtime, scoring = sheet["runtime"]["version"], sheet["scoring"]["version"]
    made = say("made", runtime=runtime, scoring=scoring, pack=pack)
    return f"<footer>{escape(facts.against)} {made}</footer>\n"
