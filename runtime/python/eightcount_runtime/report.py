"""What a sync tells of each class, and of all together. Must not decide anything."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from eightcount_runtime.classpack.errors import NewerRuntimeError, PackError, UnsupportedFormatError
from eightcount_runtime.fetch import OfflineError

ClassState = Literal["current", "updated", "offered", "skipped", "failed", "removed"]


@dataclass(frozen=True)
class ClassReport:
    """What became of a class: `current` (nothing to do), `updated`, `offered` (there is something to bring
    that was not asked for), `skipped` (needs a newer runtime), `failed`, `removed`. `sentence` says why it
    was skipped or failed, and `error` is the name of the `PackError` that says so; then the pack in use
    before stays, if there was one. `manifest` is the one in use afterwards; `offline`: it failed because the
    server cannot be reached.
    """

    class_id: str
    state: ClassState
    manifest: str | None
    sentence: str = ""
    downloaded_bytes: int = 0
    reused_bytes: int = 0
    offline: bool = False
    error: str = ""


@dataclass(frozen=True)
class SyncReport:
    """What a sync did. `downloaded_bytes` counts pointer, manifests and objects, `reused_bytes` objects that
    an updated class needs and the device held; `not_modified`: the server said that the held pointer is
    current. `version` and `expires` are the pointer's, `root_version` is that of the root document beside it.
    """

    channel: str
    version: int
    expires: datetime
    root_version: int
    not_modified: bool
    classes: tuple[ClassReport, ...]
    downloaded_bytes: int
    reused_bytes: int

    @property
    def complete(self) -> bool:
        """Does the device now show what the channel shows, but for classes that need a newer runtime?"""
        return all(each.state != "failed" for each in self.classes)


def failed(report: ClassReport, error: PackError) -> ClassReport:
    """Because of what; a class for newer runtimes is skipped."""
    is_new = isinstance(error, NewerRuntimeError | UnsupportedFormatError)
    return replace(
        report,
        state="skipped" if is_new else "failed",
        sentence=error.sentence,
        error=type(error).__name__,
        offline=isinstance(error, OfflineError),
    )
