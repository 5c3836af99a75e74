"""`make models`: puts the pose nets in place. Ctrl-C at any moment is one line, and the next run goes on."""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130  # as `failures.ExitCode`; nothing is imported before Ctrl-C can be heard


def main() -> int:
    """The exit code: 0 when all nets are in place."""
    # While libraries load there is nothing to tidy up, and some make another error of a KeyboardInterrupt.
    signal.signal(signal.SIGINT, _end_at_once)
    from workers.pose_extract import setup_models  # noqa: PLC0415 - takes a moment, in which Ctrl-C may come

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return setup_models.main()
    except KeyboardInterrupt:
        _tell()
        return _INTERRUPTED


def _end_at_once(_signal: int, _frame: FrameType | None) -> None:
    _tell()
    os._exit(_INTERRUPTED)


def _tell() -> None:
    sys.stderr.write("Stopped. Nothing is broken: the same command goes on from here.\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
