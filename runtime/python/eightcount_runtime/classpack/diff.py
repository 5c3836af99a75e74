"""What changes for learners and devices between two packs of a class, in figures and in words."""

from dataclasses import dataclass

from eightcount_runtime.classpack.manifest import Manifest, read_manifest
from eightcount_runtime.classpack.routine import Routine

_ROUNDING_MS = 0.0005
"""Times are kept to the microsecond; half of one is no move."""


@dataclass(frozen=True)
class PackDiff:
    """What a publication would change.

    Attributes:
        steps_before: how many steps; 0 where there was no pack.
        steps_after: how many steps.
        steps_moved: steps whose step point is at another time, of those that both packs have.
        beats_moved: beats whose time on the song clock differs, of those that both packs have.
        moved_max_ms: by how much at most.
        video_changed: is class.mp4 another file?
        poses_changed: is the pose track another file?
        metadata_changed: does a catalogue show something else?
        files_changed: paths whose content is new, another or gone.
        download_bytes: what a device that holds the old pack fetches: manifest and new objects, without the
            pointer.
    """

    steps_before: int
    steps_after: int
    steps_moved: int
    beats_moved: int
    moved_max_ms: float
    video_changed: bool
    poses_changed: bool
    metadata_changed: bool
    files_changed: tuple[str, ...]
    download_bytes: int

    @property
    def sentence(self) -> str:
        """All of it in one: "3 steps moved by up to 12 ms; video unchanged; devices download 38 KB."."""
        download = f"devices download {_size(self.download_bytes)}"
        if not self.steps_before:
            return f"New on this channel: {self.steps_after} steps; {download}."
        if not self.files_changed and not self.metadata_changed:
            return "Nothing changes."
        said = (
            (self.steps_before != self.steps_after, f"{self.steps_before} steps become {self.steps_after}"),
            (self.beats_moved > 0, self._moves()),
            (True, "video changed" if self.video_changed else "video unchanged"),
            (self.poses_changed and not self.video_changed, "poses estimated anew"),
            (self.metadata_changed, "titles or other metadata changed"),
            (True, download),
        )
        told = "; ".join(words for holds, words in said if holds)
        return f"{told[0].upper()}{told[1:]}."

    def _moves(self) -> str:
        way = f"{self.moved_max_ms:.0f} ms" if self.moved_max_ms >= 1 else "less than 1 ms"
        if not self.steps_moved:
            return f"the first beat moved by {way}"
        return (
            f"1 step moved by {way}"
            if self.steps_moved == 1
            else f"{self.steps_moved} steps moved by up to {way}"
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same in words, for the person who is about to publish."""
        size = _size(self.download_bytes)
        if not self.steps_before:
            return (f"New on this channel: {self.steps_after} steps, {size}.",)
        if not self.files_changed and not self.metadata_changed:
            return ("Nothing changes.",)
        beats = "1 beat moves" if self.beats_moved == 1 else f"{self.beats_moved} beats move"
        said = (
            (self.steps_before != self.steps_after, f"{self.steps_before} steps become {self.steps_after}."),
            (self.beats_moved > 0, f"{beats}, by {self.moved_max_ms:.0f} ms at most."),
            (True, "The video is another one." if self.video_changed else "The video stays."),
            (self.poses_changed and not self.video_changed, "The poses are estimated anew."),
            (self.metadata_changed, "Titles or other metadata change."),
            (True, f"A device downloads {size}."),
        )
        return tuple(sentence for holds, sentence in said if holds)


def diff_packs(old: tuple[bytes, Routine] | None, new: tuple[bytes, Routine]) -> PackDiff:
    """Compare two packs of a class, each a manifest file and its routine; `old` is None where there was none.

    Raises:
        PackError: a manifest is not one.
    """
    before = read_manifest(old[0]) if old else None
    after = read_manifest(new[0])
    moves_ms = _moves_ms(old[1], new[1]) if old else []
    moved_ms = [move for move in moves_ms if move > _ROUNDING_MS]
    held = {file.sha256 for file in before.files} if before else set()
    fresh = {file.sha256: file.bytes for file in after.files if file.sha256 not in held}
    return PackDiff(
        steps_before=len(old[1].steps) if old else 0,
        steps_after=len(new[1].steps),
        steps_moved=sum(move > _ROUNDING_MS for move in moves_ms[1:]),
        beats_moved=len(moved_ms),
        moved_max_ms=round(max(moved_ms, default=0.0), 3),
        video_changed=_hashes(before, "video") != _hashes(after, "video"),
        poses_changed=_hashes(before, "poses") != _hashes(after, "poses"),
        metadata_changed=before is None or before.metadata != after.metadata,
        files_changed=_changed_paths(before, after),
        download_bytes=sum(fresh.values()) + (0 if old and old[0] == new[0] else len(new[0])),
    )


def _moves_ms(old: Routine, new: Routine) -> list[float]:
    """Between beats of the same number."""
    pairs = zip(old.instants(), new.instants(), strict=False)
    return [abs(before.song_s - after.song_s) * 1000 for before, after in pairs]


def _hashes(manifest: Manifest | None, role: str) -> list[str]:
    return [file.sha256 for file in manifest.files if file.role == role] if manifest else []


def _changed_paths(before: Manifest | None, after: Manifest) -> tuple[str, ...]:
    held = {(file.path, file.sha256) for file in before.files} if before else set()
    wanted = {(file.path, file.sha256) for file in after.files}
    return tuple(sorted({path for path, _ in held ^ wanted}))


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} KB"
