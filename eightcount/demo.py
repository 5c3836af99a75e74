"""`make demo`: how the demo begins and ends. Ctrl-C at any moment ends everything it started."""

import signal
import sys

from eightcount import console
from eightcount.failures import CommandError, ExitCode, StoppedError


def main() -> int:
    """The exit code: 0 when all of it worked."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        from eightcount import demo_story  # noqa: PLC0415 - takes a second, in which Ctrl-C may come

        demo_story.tell()
    except (KeyboardInterrupt, StoppedError):  # what a single command says of its end does not hold here
        console.note("\nStopped. Nothing is broken: `make demo` goes on from here.")
        return ExitCode.INTERRUPTED
    except CommandError as error:
        console.tell_failure(error)
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
