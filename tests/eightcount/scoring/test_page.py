"""The page of a practice: whole in one file, true to its sheet, safe whatever files are called."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from eightcount_runtime.classpack.poses import mirrored as before_a_mirror
from eightcount_runtime.scoring import Reference, replay
from learners import practice, taught
from playwright.sync_api import Browser, Page, expect

from eightcount.coaching import BY_MODEL, built_in_words
from eightcount.scoring import result as results
from eightcount.scoring.alignment import Placement
from eightcount.scoring.page_words import Language, words
from eightcount.scoring.scored import Scored
from workers.step import Limits

HOSTILE = '<img src=x onerror="alert(1)">&amp;\'"</style><script>alert(2)</script>'
LANGUAGES: tuple[Language, ...] = ("en", "ko")
AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def result_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., results.Result]:
    """Makes a result of a learner who trembles, holds an arm elsewhere, and is out of view for a second."""
    of = taught(tmp_path_factory.mktemp("page") / "class")
    learner = practice(noise=0.01)
    learner.landmarks[150:190] = float("nan")
    learner.landmarks[:, [13, 15], :2] += (0.2, -0.2)  # left elbow and hand
    reference = Reference.of(of.routine, of.poses)
    placement = Placement(0.0, 1.0, "sound", confidence=0.97)

    def make(language: Language, **given: Any) -> results.Result:
        danced = learner
        if given.get("mirrored"):
            danced = replace(learner, landmarks=before_a_mirror(learner.landmarks))
        sheet = replay(reference, danced.times_s, danced.landmarks, 576, 1024, manifest=of.manifest)
        scored = Scored(sheet, danced, placement, ("hardly_matches", "short", "ambiguous"))
        named = replace(of, titles={"en": HOSTILE, "ko": HOSTILE}) if given.get("hostile") else of
        video = Path(f"{HOSTILE.replace('/', '')}.mp4" if given.get("hostile") else "jiwoo.mp4")
        return results.worded(named, scored, video, language, built_in_words, Limits())

    return make


@pytest.fixture
def shown(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from its file; whatever it asks for besides, or complains of, fails the test."""
    faults: list[str] = []
    contexts = []

    def show(text: str, scheme: Any = "light", width: int = 390) -> Page:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on("request", lambda asked: asked.url == path.as_uri() or faults.append(asked.url))
        page.goto(path.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_the_sheet_says(
    result_of: Callable[..., results.Result], shown: Callable[..., Page], language: Language
) -> None:
    result = result_of(language)
    sheet, say = result.sheet, words(language)
    page = shown(results.page(result))
    expect(page.locator(".total strong")).to_have_text(f"{sheet['total']['score']:.0f}")
    assert page.locator("html").get_attribute("lang") == language
    judged = [step for step in sheet["steps"] if step["judged"]]
    assert 0 < len(judged) < len(sheet["steps"])
    scores = [each.inner_text() for each in page.locator(".steps li b").all()]
    assert scores == [f"{step['score']:.0f}" if step["judged"] else "-" for step in sheet["steps"]]
    bars = page.locator(".steps li.judged .shape").all()
    box = page.locator(".steps .bars").first.bounding_box()
    assert box is not None
    for bar, step in zip(bars, judged, strict=True):
        drawn = bar.bounding_box()
        assert drawn is not None
        assert drawn["height"] == pytest.approx(step["shape"] * (box["height"] - 4), abs=2)
    assert page.locator(".axis").first.inner_text().split() == ["100", "%", "50", "0"]
    weakest = sorted(judged, key=lambda step: step["raw"])[:4]
    named = [say["moment"].format(part=step["part"], count=step["count"]) for step in weakest]
    assert page.locator(".moment h3").all_inner_texts() == named
    assert page.locator(".moment svg line").count() == 4 * 2 * 18
    for advice in result.advice:
        expect(page.get_by_text(advice.text, exact=True).first).to_be_visible()
    for code in ("hardly_matches", "ambiguous"):
        expect(page.get_by_text(say[code], exact=True)).to_be_visible()
    expect(page.get_by_text(say["sound"])).to_be_visible()  # it fits another place: no word of how sure
    missed = [step["count"] for step in sheet["steps"] if not step["judged"]]
    assert len(missed) > 1
    told = page.get_by_text(say["counts_not"].split("{")[0]).all_inner_texts()
    assert sum(len(re.findall(r"\d+", each)) for each in told) == len(missed)
    assert all(say["dancer_not_seen"] in each for each in told)
    expect(page.get_by_text(say["spread"], exact=True)).to_have_count(1)
    for gone in (".timing", ".late:not(:empty)"):  # of another dance it says nothing
        expect(page.locator(gone)).to_have_count(0)
    expect(page.get_by_text(say["timing"], exact=True)).to_have_count(0)
    expect(page.get_by_text(result.against())).to_be_visible()
    assert page.locator(".strip rect").count() == len(sheet["not_seen"]) > 0


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ko", "dark")])
def test_it_fits_a_phone_and_can_be_read_by_everybody(
    result_of: Callable[..., results.Result],
    shown: Callable[..., Page],
    language: Language,
    scheme: str,
) -> None:
    page = shown(results.page(result_of(language)), scheme, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [each["id"] for each in found["violations"]] == []


def test_a_run_of_this_dance_has_its_timing_how_sure_its_place_is_and_what_saw_it(
    result_of: Callable[..., results.Result],
) -> None:
    result = result_of("en")
    learner = replace(result.scored.recording, net="lite")
    sure = replace(result, scored=replace(result.scored, recording=learner, doubts=()))
    text = results.page(sure)
    assert escape(words("en")["sound_sure"].format(confidence=97)) in text
    assert "Poses by the lite net." in text
    assert '<i class="timing"' in text
    assert ">Timing</dt>" in text
    moved = replace(sure.scored, placement=Placement(0.0, 1.0, "movement", silence="song-not-found"))
    text = results.page(replace(sure, scored=moved))
    assert "Aligned by movement: the sound in the video is not this class&#x27;s song" in text
    assert ">Timing</dt>" not in text
    assert '<i class="timing"' not in text
    assert "on time" not in text


def test_of_another_dance_no_mirror_is_told(result_of: Callable[..., results.Result]) -> None:
    result = result_of("en", mirrored=True)
    note = f"; {words('en')['mirrored']}</p>"
    assert note not in results.page(result)
    assert note in results.page(replace(result, scored=replace(result.scored, doubts=())))


@pytest.mark.parametrize("language", LANGUAGES)
def test_praise_alone_is_not_headed_as_work(
    result_of: Callable[..., results.Result], language: Language
) -> None:
    result, say = result_of(language), words(language)
    praise = [replace(each, part=None, weight=0.0, code="best_part") for each in result.advice[:1]]
    headed = results.page(replace(result, advice=praise))
    assert (say["well_done"] in headed, say["work"] in headed) == (True, False)
    work = [replace(each, weight=0.1, code="bigger") for each in praise]
    assert say["work"] in results.page(replace(result, advice=[*praise, *work]))


def test_sides_are_the_learners_own_before_a_mirror_too(
    result_of: Callable[..., results.Result], shown: Callable[..., Page]
) -> None:
    plain, mirrored = (result_of("en", mirrored=mirrored) for mirrored in (False, True))
    assert [each.sheet["session"]["mirrored"] for each in (plain, mirrored)] == [False, True]
    for result, told in ((plain, "Left"), (mirrored, "Right")):
        names = [each.inner_text() for each in shown(results.page(result)).locator(".costs span").all()]
        joints = [name for name in names if name.startswith(("Left", "Right"))]
        assert joints[0].split()[0] == told


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_colours_are_told_as_they_are_drawn(
    result_of: Callable[..., results.Result],
    shown: Callable[..., Page],
    mirrored: bool,  # noqa: FBT001 - a case
) -> None:
    """Who is drawn turned round has left and right where the teacher's are, and is told that they are not."""
    result = result_of("en", mirrored=mirrored)
    page, say = shown(results.page(result)), words("en")
    notes = [page.get_by_text(say[name], exact=True).count() for name in ("sides", "turned")]
    assert notes == ([0, 1] if mirrored else [1, 0])
    teacher, learner = (page.locator(".moment").first.locator("svg").nth(number) for number in (0, 1))
    hand = "line.left >> nth=1"  # from elbow to wrist, of the dancer's own left or of what stands for it
    assert teacher.locator(hand).get_attribute("class") == learner.locator(hand).get_attribute("class")


def test_good_steps_are_praised_and_none_is_called_weak(tmp_path: Path, shown: Callable[..., Page]) -> None:
    of, learner = taught(tmp_path / "class"), practice()
    sheet = replay(Reference.of(of.routine, of.poses), learner.times_s, learner.landmarks, 576, 1024)
    scored = Scored(sheet, learner, Placement(0.0, 1.0, "hand"), ())
    result = results.worded(of, scored, Path("v.mp4"), "en", built_in_words, Limits())
    page, say = shown(results.page(result)), words("en")
    assert sheet.total.score is not None
    assert sheet.total.score > 99.5
    expect(page.get_by_text(say["weakest_none"].format(score=100), exact=True)).to_be_visible()
    for name in ("weakest", "worst"):
        expect(page.get_by_text(say[name], exact=True)).to_have_count(0)
    expect(page.get_by_text(say["best"], exact=True)).to_have_count(2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_model_worded_is_said_to_be_its_words(
    result_of: Callable[..., results.Result], shown: Callable[..., Page], language: Language
) -> None:
    result, told = result_of(language), words(language)["by_model"]
    assert told not in results.page(result)
    advice = [replace(each, part=1, code=BY_MODEL) for each in result.advice]
    expect(shown(results.page(replace(result, advice=advice))).get_by_text(told, exact=True)).to_be_visible()


def test_what_files_are_called_is_text_and_nothing_else(
    result_of: Callable[..., results.Result], shown: Callable[..., Page]
) -> None:
    result = result_of("en", hostile=True)
    advice = [replace(each, text=HOSTILE) for each in result.advice]
    page = shown(results.page(replace(result, advice=advice)))
    expect(page.locator("h1")).to_have_text(HOSTILE)
    assert page.locator("script, img, iframe, link").count() == 0
    assert page.locator(".advice li").first.inner_text() == HOSTILE


def test_a_page_needs_nothing_else_and_lets_nothing_run(
    result_of: Callable[..., results.Result],
) -> None:
    text = results.page(result_of("ko"))
    assert not re.search(r"https?:|\bsrc=|\bhref=|url\(|<script", text)
    assert "default-src 'none'" in text
    assert len(text) < 200_000


def test_a_practice_of_which_nothing_is_judged_has_a_page_too(tmp_path: Path) -> None:
    of, learner = taught(tmp_path / "class"), practice()
    learner.landmarks[:] = float("nan")
    sheet = replay(Reference.of(of.routine, of.poses), learner.times_s, learner.landmarks, 576, 1024)
    scored = Scored(sheet, learner, Placement(0.0, 1.0, "hand"), ())
    for language in LANGUAGES:
        result = results.worded(of, scored, Path("v.mp4"), language, built_in_words, Limits())
        text = results.page(result)
        assert words(language)["not_judged"] in text
        assert words(language)["not_judged_whole"].format(some=0, all=16) in text
        assert words(language)["not_judged_why"].format(some=0, all=8) in text
        for gone in ("- %", words(language)["shape"] + "</dt>", words(language)["no_weakest"]):
            assert gone not in text
        assert "nan" not in text.lower().replace("uniform", "")


def test_both_languages_say_the_same_things() -> None:
    english, korean = (words(language) for language in LANGUAGES)
    assert english.keys() == korean.keys()

    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert {name: blanks(text) for name, text in english.items()} == {
        name: blanks(text) for name, text in korean.items()
    }
