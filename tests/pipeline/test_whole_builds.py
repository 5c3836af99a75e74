"""From take, song and beats to a pack on the shelf, through real workers; and what is never done twice."""

import json

import numpy as np
import pytest
from clips import ShortClass
from eightcount_runtime.classpack.channel import read_pointer
from eightcount_runtime.classpack.manifest import read_manifest
from plant import ACTOR, Plant, make_class, save_beats
from sqlalchemy.orm import Session

from cms import releases
from cms.db import reading
from cms.models import Build, DanceClass, Output, Release

WITHOUT_BEATS = ["probe", "audio_align", "audio_replace", "pose_extract"]
WITH_BEATS = ["compile", "package"]
PREVIEWS = ["song_preview", "take_preview", "song_slow"]
JUDGED = ["judge"]


def document(plant: Plant, build: Build, step: str, name: str) -> dict[str, object]:
    """A JSON file that a step of this build wrote."""
    key = next(row.key for row in build.steps if row.name == step)
    with reading(plant.house.engine) as session:
        sha256 = session.get_one(Output, key).files[name]["sha256"]
    with plant.house.storage.open(sha256) as stored:
        read: dict[str, object] = json.load(stored)
    return read


def ran(build: Build) -> list[str]:
    """The steps of a build that were not taken from the cache."""
    return [step.name for step in build.steps if not step.cached and step.release_id is None]


def publish(plant: Plant, class_id: str, channel: str) -> Release:
    """Publish the newest pack and wait until devices see it."""

    def ask(session: Session) -> str:
        dance_class = session.get_one(DanceClass, class_id)
        return releases.publish(session, plant.house.storage, ACTOR, dance_class, channel).id

    release_id = plant.change(ask)

    def state() -> Release:
        with reading(plant.house.engine) as session:
            return session.get_one(Release, release_id)

    plant.until(lambda: state().state != "pending", 30)
    return state()


def test_a_class_is_built_published_and_a_moved_beat_redoes_only_what_hangs_on_it(
    plant: Plant, short: ShortClass
) -> None:
    plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build = plant.wait(plant.build(class_id))
    assert [(step.name, step.state, step.sentence) for step in build.steps] == [
        (name, "done", "") for name in [*WITHOUT_BEATS, *WITH_BEATS, *PREVIEWS, *JUDGED]
    ]
    assert (build.state, len(ran(build))) == ("done", len(build.steps))

    alignment = document(plant, build, "audio_align", "alignment.json")
    assert alignment["verdict"] == "certain"
    assert alignment["offset_s"] == pytest.approx(short.offset_s, abs=0.001)
    routine = document(plant, build, "compile", "routine.json")
    points = [step["point"] for part in routine["parts"] for step in part["steps"]]  # type: ignore[attr-defined]
    np.testing.assert_allclose([point["song_s"] for point in points], short.beats_s[1:], atol=1e-6)

    assert publish(plant, class_id, "staging").state == "live"
    lying = plant.house.delivery.pointer("staging")
    assert lying is not None
    shown = read_pointer(lying.data)
    assert (shown.version, shown.manifest_of("short")) == (1, build.pack_sha256)

    moved = [*short.beats_s[:4], short.beats_s[4] + 0.012, *short.beats_s[5:]]
    plant.change(lambda session: save_beats(session, class_id, moved))
    again = plant.wait(plant.build(class_id))
    assert (again.state, ran(again)) == ("done", [*WITH_BEATS, *JUDGED])
    assert publish(plant, class_id, "staging").state == "live"
    files = {file.role: file.sha256 for file in _manifest(plant, build).files}
    new_files = {file.role: file.sha256 for file in _manifest(plant, again).files}
    assert {role for role in files if files[role] != new_files[role]} <= {"routine", "thumbnail"}

    same = plant.wait(plant.build(class_id))
    assert (same.state, ran(same), same.pack_sha256) == ("done", [], again.pack_sha256)


def _manifest(plant: Plant, build: Build):  # type: ignore[no-untyped-def]
    assert build.pack_sha256 is not None
    with plant.house.storage.open(build.pack_sha256) as stored:
        return read_manifest(stored.read())


def test_without_beats_a_build_does_what_it_can_and_waits_for_a_person(
    plant: Plant, short: ShortClass
) -> None:
    plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short, beats=False))
    build = plant.wait(plant.build(class_id))
    assert (build.state, ran(build)) == ("needs_beats", [*WITHOUT_BEATS, *PREVIEWS])
    plant.change(lambda session: save_beats(session, class_id, short.beats_s))
    build = plant.wait(plant.build(class_id))
    assert (build.state, ran(build)) == ("done", [*WITH_BEATS, *JUDGED])


def test_a_refused_take_fails_with_its_sentence_and_the_rest_is_kept(plant: Plant, short: ShortClass) -> None:
    plant.start_worker()
    document = plant.house.settings.data / "take.mp4"
    document.write_bytes(b"%PDF-1.7\n" + b"not a dance\n" * 400)
    wrong = ShortClass(take=document, song=short.song, beats_s=short.beats_s, offset_s=0.0)
    class_id = plant.change(lambda session: make_class(session, plant.house, wrong))
    build = plant.wait(plant.build(class_id))
    assert build.state == "failed"
    probe = build.steps[0]
    assert probe.state == "failed"
    assert "video" in probe.sentence
    assert probe.code == "take-unusable"
    could = {step.name for step in build.steps if step.state != "waiting"}
    assert could == {"probe", "audio_align", "song_preview"}
