"""Where a class stands on its way to devices: one state, one sentence why, and the one thing to do next.

Says nothing that the rows do not; they are gathered by `cms.known`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import sha256_of
from eightcount_runtime.classpack.problems import errors

from cms import drafts
from cms.failures import remedy
from cms.known import Known, Packed
from cms.models import Build, DanceClass, Release

State = Literal["needs_take", "needs_beats", "building", "ready", "published", "failed"]
Next = Literal[
    "upload_take",
    "upload_song",
    "change_cover",
    "mark_beats",
    "check_alignment",
    "build",
    "wait",
    "retry",
    "publish",
    "nothing",
]
#: The sentence for a program, which may say it in another language. `failed`: only the sentence says it.
Why = Literal[
    "building",
    "queued",
    "failed",
    "no_take",
    "no_sound",
    "releasing",
    "release_failed",
    "no_beats",
    "beats_unfinished",
    "rolled_back",
    "rolled_back_changed",
    "taken_back",
    "live",
    "live_changed",
    "live_on_staging",
    "newer_pack",
    "unbuilt",
    "alignment_to_check",
    "built",
]


@dataclass(frozen=True)
class Standing:
    """One state, one sentence, one next thing; `why` is the sentence for a program."""

    state: State
    sentence: str
    next: Next
    why: Why


def of(dance_class: DanceClass, known: Known) -> Standing:
    """Where this class stands, given what is known of it."""
    build = known.build
    if build is not None and build.state == "running":
        return _building(build)
    draft = _given(dance_class, known)
    if build is not None and build.state == "failed" and _is_of(dance_class, draft, build):
        return _failed(build)
    obstacle = _lacking(dance_class, known) or _releasing(known) or _unmarked(known)
    if obstacle is not None:
        return obstacle
    return _built(known, _packs_of(dance_class, draft, known))


def _lacking(dance_class: DanceClass, known: Known) -> Standing | None:
    """What a person must still bring. A live class stays published while its draft is in the works."""
    state: State = "published" if known.live else "needs_take"
    if dance_class.take_sha256 is None:
        return Standing(state, "There is no take yet. Upload the dancer's video.", "upload_take", "no_take")
    if dance_class.song.sound_sha256 is None:
        sentence = f"The song '{dance_class.song.title}' has no sound yet. Upload its original sound."
        return Standing(state, sentence, "upload_song", "no_sound")
    return None


def _releasing(known: Known) -> Standing | None:
    for channel, release in known.newest.items():
        if release.state == "pending":
            state: State = "published" if known.live else "ready"
            return Standing(state, f"On its way to {channel}.", "wait", "releasing")
        if release.state == "failed":
            sentence = f"The last release to {channel} failed; the devices keep what they had. Publish again."
            return Standing("failed", sentence, "publish", "release_failed")
    return None


def _unmarked(known: Known) -> Standing | None:
    state: State = "published" if known.live else "needs_beats"
    if known.revision is None:
        return Standing(state, "No beats are marked yet. Mark them by ear.", "mark_beats", "no_beats")
    faults = errors(known.beat_problems)
    if faults:
        sentence = f"The beats are not finished. {faults[0].sentence}"
        return Standing(state, sentence, "mark_beats", "beats_unfinished")
    return None


def _building(build: Build) -> Standing:
    running = [step for step in build.steps if step.state == "running" and step.release_id is None]
    if not running:
        return Standing("building", "A build is waiting for a worker.", "wait", "queued")
    step = running[0]
    return Standing("building", f"Building: {step.name}, {step.progress:.0%}.", "wait", "building")


def _failed(build: Build) -> Standing:
    failed = [step for step in build.steps if step.state == "failed" and step.release_id is None]
    if not failed:
        return Standing("failed", "The build failed. Try it again.", "retry", "failed")
    return Standing("failed", failed[0].sentence, remedy(failed[0].code), "failed")


def _to_build(known: Known) -> Standing:
    back = _rolled_back(known)
    if back is not None:
        sentence = f"{_told(back)}; the draft has changed since. Build it, then publish."
        return Standing("published", sentence, "build", "rolled_back_changed")
    if known.live:
        channels = " and ".join(sorted(known.live))
        sentence = f"Live on {channels}; the draft has changed since. Build it, then publish."
        return Standing("published", sentence, "build", "live_changed")
    return Standing("ready", "Take, song and beats are there. Build the class.", "build", "unbuilt")


def _built(known: Known, packs: set[str]) -> Standing:
    """Nothing but building and releasing is left. `packs`: manifests that were made of the draft as it is."""
    has_it = sorted(
        channel
        for channel, release in known.live.items()
        if release.pack is not None and release.pack.manifest_sha256 in packs
    )
    back = _rolled_back(known)
    if "production" in has_it:
        elsewhere = f" {_told(back)}." if back is not None and back.channel not in has_it else ""
        sentence = f"Live on {' and '.join(has_it)}, as the draft is.{elsewhere}"
        return Standing("published", sentence, "nothing", "live")
    is_newest = bool(known.packed) and known.packed[0].pack_sha256 in packs
    if back is not None and back.channel in has_it:
        return Standing("published", f"{_told(back)}, as the draft is.", "nothing", "rolled_back")
    if not is_newest:  # publishing takes the newest pack, which is of another draft
        return _to_build(known)
    if back is not None and known.packed[0].id < back.id:
        sentence = (
            f"{_told(back)}; the draft still has what was undone. Change the draft, or publish it again if "
            "rolling back was a mistake."
        )
        return Standing("published", sentence, "nothing", "taken_back")
    return _offered(known, has_it)


def _offered(known: Known, has_it: Sequence[str]) -> Standing:
    """The newest pack is of the draft and not yet where it belongs. `has_it`: channels that show it."""
    if known.alignment_to_check:
        sentence = (
            "The pack is ready, but the offset found is not certain. Listen to it, then accept or correct."
        )
        state: State = "published" if known.live else "ready"
        return Standing(state, sentence, "check_alignment", "alignment_to_check")
    if has_it:
        sentence = "Live on staging. Try it there, then publish it to production."
        return Standing("published", sentence, "publish", "live_on_staging")
    if known.live:
        channels = " and ".join(sorted(known.live))
        sentence = f"Live on {channels}; a newer pack is ready to publish."
        return Standing("published", sentence, "publish", "newer_pack")
    return Standing("ready", "The pack is ready. Publish it to staging.", "publish", "built")


def _rolled_back(known: Known) -> Release | None:
    """The live rollback, the newest of them where both channels show one."""
    back = [release for release in known.live.values() if release.kind == "rollback"]
    return max(back, key=lambda release: release.id, default=None)


def _told(back: Release) -> str:
    revision = back.pack.revision if back.pack is not None else 0
    return f"Rolled back on {back.channel} to revision {revision}"


def _packs_of(dance_class: DanceClass, draft: dict[str, str], known: Known) -> set[str]:
    """The manifests that were made of the draft: the newest pack alone if it is, else any older one."""
    made = [build for build in known.packed if _is_of(dance_class, draft, build)]
    if made and made[0] is known.packed[0]:
        made = made[:1]
    return {build.pack_sha256 for build in made}


def _given(dance_class: DanceClass, known: Known) -> dict[str, str]:
    """What a build started now would be given, class.json aside. Says the same as `cms.drafts`."""
    decided, revision = known.decision, known.revision
    corrected = decided.alignment if decided is not None and decided.kind == "corrected" else None
    now = {
        "take": dance_class.take_sha256,
        "song": dance_class.song.sound_sha256,
        "cover": dance_class.cover_sha256,
        "beats.json": _hash(revision.beats) if revision and revision.confirmed else None,
        "alignment.json": _hash(corrected) if corrected else None,
    }
    return {name: key for name, key in now.items() if key is not None}


def _is_of(dance_class: DanceClass, draft: dict[str, str], build: Build | Packed) -> bool:
    """Whether a build started now would have the same inputs as that one."""
    if {name: key for name, key in build.inputs.items() if name != "class.json"} != draft:
        return False
    described = {**drafts.describe(dance_class), "revision": build.revision}
    return bool(_hash(described) == build.inputs["class.json"])


def _hash(document: object) -> str:
    return sha256_of(canonical_json(document))
