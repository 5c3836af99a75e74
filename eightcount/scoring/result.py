"""What is told of a scored practice: words, a page, and one JSON document for scripts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eightcount_runtime.scoring import sheet_to_json
from eightcount_runtime.scoring.curve import medal_of
from eightcount_runtime.scoring.words import Advice

from cms.settings import Settings
from eightcount.coaching import BY_MODEL, Coach, coach_of
from eightcount.failures import RefusedError
from eightcount.scoring.moments import weakest
from eightcount.scoring.page import Facts, Told, page_of
from eightcount.scoring.page_words import Language, Say
from eightcount.scoring.pictures import no_pictures, pictures_of
from eightcount.scoring.record import is_pose_file
from eightcount.scoring.scored import LOOKS_MIRRORED, Scored
from eightcount.scoring.taught import Taught
from workers.step import Limits

_MOST_MOMENTS = 4
#: What is told of a camera: of a file, which ends where it was cut, the doubt `short` says it.
_OF_A_CAMERA = frozenset({"no_pictures", "stopped", "nothing_came"})
#: What holds though it was danced from the other side.
_OF_SEEING = frozenset({"legs_unseen", "arms_unseen", "out_of_picture", "several_people", "unseen"})
#: Doubts of where the sound lies.
_UNPLACED = frozenset({"faint", "ambiguous"})


@dataclass(frozen=True)
class Result:
    """A scored practice in words. `sheet_file` is the sheet as docs/sheet.schema.json describes it; `video`
    is what the learner's video is called.
    """

    taught: Taught
    scored: Scored
    advice: Sequence[Advice]
    sheet_file: bytes
    video: str
    language: Language

    @property
    def sheet(self) -> Any:
        """The sheet as a JSON document."""
        return json.loads(self.sheet_file)

    @property
    def by_model(self) -> bool:
        """Whether a model worded it."""
        return any(each.code == BY_MODEL for each in self.advice)

    def to_work_on(self) -> list[Advice]:
        """The advice, but for what the doubts say, or say is of another dance."""
        doubts = set(self.scored.doubts)
        if "short" in doubts:
            doubts |= _OF_A_CAMERA
        return [each for each in self.told() if each.code not in doubts]

    def told(self) -> list[Advice]:
        """The advice, but for what is of the wrong side."""
        if LOOKS_MIRRORED not in self.scored.doubts:
            return [*self.advice]
        return [each for each in self.advice if each.code in _OF_SEEING]

    def no_medal(self) -> str:
        """Why there is no medal though the score has earned one: too few steps judged. Else empty."""
        total, steps = self.scored.sheet.total, self.scored.sheet.steps
        if total.score is None or total.medal or not medal_of(total.score, self.scored.sheet.scoring):
            return ""
        shown = sum(step.why_not != "teacher_not_seen" for step in steps)
        return Say(self.language).plain("no_medal", some=total.judged, all=shown)

    def against(self) -> str:
        """Which pack it was scored against, and who sees that one."""
        say, taught, served = Say(self.language), self.taught, self.taught.served
        if served is None:
            return say.plain("against_folder", revision=taught.revision)
        if not served.live_on:
            told = say.plain("against_not_live", revision=taught.revision)
        else:
            where = ", ".join(say.plain(channel) for channel in served.live_on)
            told = say.plain("against_live", revision=taught.revision, channels=where)
        if served.newest <= taught.revision:
            return told
        word = f"newer_{served.newest_undone}" if served.newest_undone else "newer"
        return f"{told} {say.plain(word, revision=served.newest)}"

    def doubts(self) -> list[dict[str, str]]:
        """What a person should know before believing the scores, each with code and sentence."""
        say, steps = Say(self.language), self.scored.sheet.steps
        counts = {"some": sum(step.why_not != "no_frames" for step in steps), "all": len(steps)}
        return [{"code": code, "sentence": say.plain(code, **counts)} for code in self.scored.doubts]


def coach_in(settings: Settings) -> Coach:
    """Who words results. Raises RefusedError where the settings name a model that cannot be asked."""
    try:
        return coach_of(settings)
    except ValueError as error:
        raise RefusedError(str(error), code="settings") from error


def worded(
    taught: Taught, scored: Scored, video: Path, language: Language, coach: Coach, limits: Limits
) -> Result:
    """A result in words; `limits` hold where the coach wants to see pictures, which poses alone have not."""
    filmed = not is_pose_file(video)
    pictures = pictures_of(taught.video, video, scored.placement, limits) if filmed else no_pictures
    advice = coach(scored.sheet, language, pictures)
    return Result(taught, scored, advice, sheet_to_json(scored.sheet), video.name, language)


def page(result: Result) -> str:
    """The page of a result."""
    taught, scored = result.taught, result.scored
    facts = Facts(
        sheet=result.sheet,
        title=taught.title(result.language),
        video=result.video,
        revision=taught.revision,
        advice=[Told(each.part, each.text, _is_praise(each)) for each in result.to_work_on()],
        by_model=result.by_model,
        moments=weakest(scored.sheet, taught, scored.recording, scored.placement, _MOST_MOMENTS),
        placement=scored.placement,
        doubts=[each["sentence"] for each in result.doubts()],
        duration_s=taught.routine.video.duration_s,
        against=result.against(),
        no_medal=result.no_medal(),
        is_this_dance=scored.is_this_dance,
        is_timed=scored.is_timed,
        is_placed=not _UNPLACED & set(scored.doubts),
        net=scored.recording.net,
    )
    return page_of(facts, result.language)


def _is_praise(advice: Advice) -> bool:
    return advice.weight == 0 and advice.code != BY_MODEL


def document(result: Result) -> dict[str, Any]:
    """For scripts."""
    placement = result.scored.placement
    served = result.taught.served
    return {
        "sheet": result.sheet,
        "pack": {
            "revision": result.taught.revision,
            "manifest": result.taught.manifest,
            "live_on": None if served is None else list(served.live_on),
        },
        "alignment": {
            "how": placement.how,
            "offset_s": placement.offset_s,
            "rate": placement.rate,
            "confidence": placement.confidence,
            "unheard": placement.unheard or None,
        },
        "net": result.scored.recording.net or None,
        "doubts": result.doubts(),
        "words": [
            {"part": each.part, "count": each.count, "code": each.code, "text": each.text}
            for each in result.told()
        ],
    }
