"""Words for a sheet: what each fault is called, what wins over what, and that any sheet has words."""

import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.scoring.sheet import LIMBS, UNSEEN, NotSeen, Sheet, SheetWarning
from eightcount_runtime.scoring.sheet_files import read_sheet
from eightcount_runtime.scoring.words import LANGUAGES, findings_of, words_of
from eightcount_runtime.scoring.words_directions import DIRECTIONS, OF_BOTH, OPPOSITE
from eightcount_runtime.scoring.words_findings import Finding
from eightcount_runtime.scoring.words_parts import contradict
from hypothesis import given
from hypothesis import strategies as st

from runtime.vectors.make_words import SESSION, by_hand, part, sheet, step, unjudged

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / "runtime/python/eightcount_runtime/scoring"
TYPESCRIPT = ROOT / "runtime/typescript/src/scoring"
TEXTS = {language: json.loads((PYTHON / f"words.{language}.json").read_text()) for language in LANGUAGES}
BY_HAND = by_hand()
PRAISE = {"well", "best_part", "best_count"}


def codes(of: Sheet) -> list[tuple[int | None, int | None, str]]:
    """What is told, praise aside."""
    return [(each.part, each.count, each.code) for each in words_of(of, "ko") if each.code not in PRAISE]


def first(of: Sheet) -> tuple[str, str]:
    """The first text in both languages."""
    return words_of(of, "ko")[0].text, words_of(of, "en")[0].text


def test_the_golden_file_is_what_its_script_makes(tmp_path):
    made = tmp_path / "words.json"
    subprocess.run([sys.executable, str(ROOT / "runtime/vectors/make_words.py"), str(made)], check=True)
    golden = (ROOT / "runtime/vectors/scoring/words.json").read_text()
    assert made.read_text() == golden
    scoring = json.loads((PYTHON / "parameters.json").read_text())
    for case in json.loads(golden)["cases"]:
        read = read_sheet(json.dumps({**case["sheet"], "scoring": scoring}).encode())
        for language in LANGUAGES:
            assert [asdict(each) for each in words_of(read, language)] == case["words"][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_packages_have_the_same_texts(language):
    assert (TYPESCRIPT / f"words.{language}.json").read_bytes() == (
        PYTHON / f"words.{language}.json"
    ).read_bytes()


def test_both_languages_have_a_text_for_the_same_and_name_the_same_limbs():
    korean, english = TEXTS["ko"], TEXTS["en"]
    for kind in ("limbs", "frames", "advice", "sentences"):
        assert list(korean[kind]) == list(english[kind])
    for code in korean["advice"]:
        named = [
            set(re.findall(r"{(\w+)}", texts["advice"][code])) - {"ms", "seconds"}
            for texts in (korean, english)
        ]
        assert named[0] == named[1], code
    directed = {code for each in DIRECTIONS for code in (each.more, each.less)} | set(OF_BOTH.values())
    assert directed == set(OPPOSITE)
    assert directed < set(korean["advice"])


def test_particles_fit_the_words_before_them():
    """을 and 는 follow a consonant, 를 a vowel: each template is written for the limb that it names."""
    for code, template in TEXTS["ko"]["advice"].items():
        for limb, particle in re.findall(r"{(\w+)}([을를이가은는])", template):
            for word in TEXTS["ko"]["limbs"][limb].values():
                closed = (ord(word[-1]) - ord("가")) % 28 > 0
                assert closed == (particle in "을이은"), (code, word)


@pytest.mark.parametrize(
    ("name", "korean", "english"),
    [
        (
            "one arm folded on one count",
            "1파트 5카운트: 오른팔을 더 쭉 펴 주세요.",
            "Part 1, count 5: stretch the right arm further.",
        ),
        (
            "one hand low throughout a part",
            "2파트: 오른손을 더 높이 들어 주세요.",
            "Part 2: raise the right hand higher.",
        ),
        (
            "one hand low in every part",
            "전체적으로 오른손을 더 높이 들어 주세요.",
            "Throughout: raise the right hand higher.",
        ),
        (
            "the same, mirrored",
            "전체적으로 왼손을 더 높이 들어 주세요.",
            "Throughout: raise the left hand higher.",
        ),
        (
            "both knees straight on three counts",
            "1파트 2, 3, 7카운트: 양쪽 무릎을 더 굽혀 주세요.",
            "Part 1, counts 2, 3, 7: bend both knees more.",
        ),
        ("both feet too far below", "1파트: 자세를 더 낮춰 주세요.", "Part 1: go lower with the whole body."),
        ("feet not wide enough", "1파트: 양발을 더 넓게 디뎌 주세요.", "Part 1: step wider with both feet."),
        ("danced small", "1파트: 동작을 더 크게 해 주세요.", "Part 1: move bigger."),
        (
            "late throughout",
            (
                "처음부터 끝까지 박자보다 약 0.12초 늦어요. 조금 더 빨리 들어가 주세요. "
                "무선 이어폰이나 스피커를 쓴다면 소리 지연도 확인해 주세요."
            ),
            (
                "You are about 120 ms late throughout: start each move a little sooner. "
                "With wireless sound, check its delay."
            ),
        ),
        (
            "stopped in the middle of a part",
            "카메라 영상이 2파트 3카운트까지만 있어서 그 뒤는 채점하지 않았어요.",
            "The camera's pictures go as far as part 2, count 3: what comes after is not judged.",
        ),
        (
            "a camera that stalled",
            "약 2초 동안 카메라 영상이 들어오지 않아서 그 부분은 채점하지 못했어요.",
            "The camera gave no pictures for about 2 s: what was danced then is not judged.",
        ),
        (
            "feet out of the picture",
            "발까지 화면에 나오도록 뒤로 조금 물러나 주세요.",
            "Step back so that your feet are in the picture.",
        ),
    ],
)
def test_a_fault_has_its_words(name, korean, english):
    assert first(BY_HAND[name]) == (korean, english)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stood still", [(None, None, "still")]),
        ("the second part rushed", [(2, None, "early")]),
        ("two counts dragged", [(1, None, "late")]),
        ("nobody there", [(None, None, "nothing_seen")]),
        ("another dance", [(None, None, "hardly_matches")]),
        ("another dance before a mirror", [(None, None, "hardly_matches")]),
        (
            "another dance, of which little was seen",
            [(None, None, "hardly_matches"), (None, None, "out_of_picture")],
        ),
        ("a little of the dance, well", [(1, None, "unseen")]),
        ("half a beat late", [(None, None, "shifted_late"), (1, None, "again")]),
        ("a part not seen", [(None, None, "out_of_picture"), (2, None, "unseen")]),
        ("somebody else in the picture", [(None, None, "several_people")]),
        ("nothing wrong", []),
        ("weak without a reason", [(1, None, "again")]),
        ("stopped before the end", [(None, None, "stopped")]),
        ("stopped in the middle of a part", [(None, None, "stopped")]),
        ("a camera that stalled", [(None, None, "no_pictures")]),
        ("no picture at all", [(None, None, "nothing_came")]),
        ("the same, mirrored", [(None, None, "hand_higher.left"), (None, None, "mirrored")]),
    ],
)
def test_what_is_told_of_a_run(name, expected):
    assert codes(BY_HAND[name]) == expected


def test_where_nothing_is_wrong_there_is_praise():
    told = words_of(BY_HAND["nothing wrong"], "en")
    assert [each.text for each in told] == [
        "Count 8 of part 1 was spot on.",
        "Part 1: very good, keep it just like this.",
    ]
    assert {each.weight for each in told} == {0.0}


def test_a_mirrored_run_that_was_asked_for_is_not_told():
    asked = replace(SESSION, mirror="on", mirrored=True)
    assert codes(sheet(part(1), session=asked)) == []


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ({"angle.left_elbow": -0.2}, "arm_stretch.left"),
        ({"angle.left_elbow": 0.2}, "elbow_bend.left"),
        ({"angle.left_shoulder": -0.2}, "arm_away.left"),
        ({"angle.left_shoulder": 0.2}, "arm_close.left"),
        ({"angle.left_hip": -0.2}, "hip_stretch.left"),
        ({"angle.left_hip": 0.2}, "hip_bend.left"),
        ({"angle.left_knee": -0.2}, "leg_stretch.left"),
        ({"angle.left_knee": 0.2}, "knee_bend.left"),
        ({"place.left_hand": (0.0, 0.5)}, "hand_higher.left"),
        ({"place.left_hand": (0.0, -0.5)}, "hand_lower.left"),
        ({"place.left_hand": (0.5, 0.0)}, "hand_in.left"),
        ({"place.right_hand": (0.5, 0.0)}, "hand_out.right"),
        ({"place.right_elbow": (-0.5, 0.1)}, "elbow_in.right"),
        ({"place.left_foot": (-0.5, 0.1)}, "foot_out.left"),
        ({"place.right_foot": (0.0, -0.5)}, "foot_lower.right"),
        ({"place.right_knee": (0.0, 0.5)}, "knee_higher.right"),
    ],
)
def test_a_difference_is_mended_by_its_contrary(differences, code):
    """Learner minus teacher: a hand below, y down, is to go up; who faces us has left on the right."""
    assert codes(sheet(part(1, differences))) == [(1, None, code)]


@pytest.mark.parametrize("differences", [{"angle.left_elbow": 0.059}, {"place.left_hand": (0.1, 0.149)}])
def test_what_the_estimate_cannot_see_is_not_told(differences):
    dear = [
        replace(each, costs={**each.costs, **dict.fromkeys(differences, 0.1)})
        for each in part(1, differences)
    ]
    assert codes(sheet(dear)) == []


def test_a_limb_is_told_one_thing_the_dearest():
    both = part(1, {"angle.left_elbow": -0.4, "place.left_hand": (0.0, 0.2), "place.left_elbow": (0.0, 0.2)})
    alone = part(1, {"angle.left_elbow": -0.4})
    assert codes(sheet(both)) == codes(sheet(alone)) == [(1, None, "arm_stretch.left")]
    assert words_of(sheet(both), "en")[0].weight > words_of(sheet(alone), "en")[0].weight


def test_a_side_that_is_left_over_by_a_dearer_one_is_told_alone():
    """Both elbows are too straight, but the left hand is far too low: that is what the left arm is told."""
    both = {"angle.left_elbow": 0.12, "angle.right_elbow": 0.12}
    assert codes(sheet(part(1, both))) == [(1, None, "elbow_bend.both")]
    told = codes(sheet(part(1, {**both, "place.left_hand": (0.0, 3.0)})))
    assert sorted(told) == [(1, None, "elbow_bend.right"), (1, None, "hand_higher.left")]


def test_counts_that_err_both_ways_are_told_in_the_dearer_way_alone():
    steps = [
        step(1, count, {"angle.left_elbow": -0.3 if count in (1, 2, 5) else 0.2}) for count in range(1, 9)
    ]
    [told] = words_of(sheet(steps), "en")[:1]
    assert told.text == "Part 1, counts 3, 4, 6, 7, 8: bend the left elbow more."
    assert not any("arm_stretch" in code for _, _, code in codes(sheet(steps)))


def test_move_bigger_is_not_told_beside_hands_further_in():
    small = [
        step(1, count, {"place.left_hand": (0.6, 0.0)}, amplitude=0.5, energy=0.1) for count in range(1, 9)
    ]
    assert codes(sheet(small)) == [(1, None, "bigger")]


def test_what_one_part_contradicts_is_not_told_of_all():
    folded, stretched = {"angle.left_elbow": -0.3}, {"angle.left_elbow": 0.3}
    told = codes(sheet([*part(1, folded), *part(2, folded), *part(3, stretched)]))
    assert sorted(told) == [
        (1, None, "arm_stretch.left"),
        (2, None, "arm_stretch.left"),
        (3, None, "elbow_bend.left"),
    ]


def test_sideways_on_one_count_alone_is_not_told():
    """Who turns their back has out and in the other way round."""
    steps = [step(1, count, {"place.left_foot": (-0.6, 0.0)} if count == 4 else {}) for count in range(1, 9)]
    assert codes(sheet(steps)) == []


def test_a_part_is_late_beside_a_run_only_further_on():
    """Late throughout is told once; a part that is less late than the run is no rush."""
    session, warnings = replace(SESSION, lag_ms=150.0), (SheetWarning("shifted", lag_ms=150.0),)
    late = [step(1, count, late_ms=150.0) for count in range(1, 9)]
    later = [step(2, count, late_ms=230.0) for count in range(1, 9)]
    less = [step(3, count, late_ms=20.0) for count in range(1, 9)]
    told = words_of(sheet([*late, *later, *less], session=session, warnings=warnings), "en")
    assert [(each.part, each.code) for each in told if each.code not in PRAISE] == [
        (None, "shifted_late"),
        (2, "late"),
    ]
    assert "230 ms" in told[1].text


def test_seconds_out_of_the_picture_are_those_of_the_learner():
    slow = sheet(part(1), session=replace(SESSION, speed=0.5), not_seen=(NotSeen(0.5, 2.7, "dancer"),))
    assert first(slow) == (
        "약 4초 동안 화면 밖에 있었어요. 화면 가운데에서 춰 주세요.",
        "You were out of the picture for about 4 s: stay in its middle.",
    )


def test_a_language_without_words_is_refused():
    with pytest.raises(ValueError, match="There are no words in 'fr'"):
        words_of(BY_HAND["nothing wrong"], "fr")


sizes = st.floats(-6.0, 6.0)
losses = st.floats(0.0, 0.3)
differences = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | (st.floats(-1.0, 1.0) if name.startswith("angle") else st.tuples(sizes, sizes))
        for name in FEATURE_NAMES
    },
)
judged_steps = st.builds(
    step,
    st.integers(1, 4),
    st.integers(1, 8),
    differences,
    late_ms=st.floats(-500.0, 500.0),
    amplitude=st.floats(0.0, 20.0),
    energy=losses,
    motion=losses,
    timing=losses,
    other=losses,
)
unjudged_steps = st.builds(
    unjudged,
    st.integers(1, 4),
    st.integers(1, 8),
    st.sampled_from(["dancer_not_seen", "teacher_not_seen", "no_frames"]),
)
sessions = st.builds(
    replace,
    st.just(SESSION),
    mirror=st.sampled_from(["auto", "on", "off"]),
    mirrored=st.booleans(),
    lag_ms=st.floats(-400.0, 400.0),
    speed=st.floats(0.25, 2.0),
)
gone = st.builds(
    lambda from_s, long_s, what: NotSeen(from_s, from_s + long_s, what),
    st.floats(0.0, 30.0),
    st.floats(0.5, 30.0),
    st.sampled_from([*UNSEEN, *LIMBS]),
)
shifts = st.builds(lambda lag_ms: SheetWarning("shifted", lag_ms=lag_ms), st.floats(-400.0, 400.0))
any_sheet = st.builds(
    sheet,
    st.lists(judged_steps | unjudged_steps, max_size=24),
    session=sessions,
    warnings=st.lists(shifts | st.just(SheetWarning("hardly_seen", share=0.1)), max_size=2).map(tuple),
    not_seen=st.lists(gone, max_size=4).map(tuple),
)


@given(any_sheet)
def test_any_sheet_has_words(made):
    korean, english = words_of(made, "ko"), words_of(made, "en")
    assert [replace(each, text="") for each in korean] == [replace(each, text="") for each in english]
    assert max(Counter(each.part for each in korean).values(), default=0) <= 3
    for each in (*korean, *english):
        assert each.text.endswith((".", "!"))
        assert each.text.isprintable()
        assert not re.search(r"[{}]|  |None|nan", each.text)
        assert each.weight >= 0.0
    assert len({each.text for each in english}) == len(english)
    danced = {(step.part, step.count) for step in made.steps}
    assert all((each.part, each.count) in danced for each in korean if each.count is not None)
    weights = [each.weight for each in korean]
    assert all(one >= other - 1e-6 for one, other in itertools.pairwise(weights))


@given(any_sheet)
def test_nothing_contradicts_anything_else_in_its_part_or_in_the_whole(made):
    def together(one: Finding, other: Finding) -> bool:
        return one is not other and one.part == other.part

    found = findings_of(made)
    assert not [
        (one, other) for one in found for other in found if together(one, other) and contradict(one, other)
    ]


@given(any_sheet)
def test_a_judged_part_is_never_left_without_a_word(made):
    """Its own, or one for the whole that is of it too."""
    found = findings_of(made)
    whole = any(each.part is None and each.code not in PRAISE for each in found)
    for each in made.parts:
        assert each.score is None or whole or any(told.part == each.part for told in found)
