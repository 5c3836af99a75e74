"""`make models`: puts the pose nets in place. Ctrl-C at any moment is one line, and the next run goes on."""

import sys

_INTERRUPTED = 130  # as `failures.ExitCode`; nothing is imported before Ctrl-C can be heard


def main() -> int:
    """The exit code: 0 when all nets are in place."""
    try:
        from workers.pose_extract import setup_models  # noqa: PLC0415 - takes a moment, in which Ctrl-C may come

        return setup_models.main()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing is broken: the same command goes on from here.\n")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
