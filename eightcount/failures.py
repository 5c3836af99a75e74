"""What can end a command, each with the exit code that the command line documents."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Documented in `eightcount --help` and docs/cli.md; scripts rely on them."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    BUILD_FAILED = 4
    INTERRUPTED = 130


class CommandError(Exception):
    """Ends the command with one sentence for the person who typed it."""

    exit_code = ExitCode.REFUSED

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class RefusedError(CommandError):
    """The server, or what was given to the command, does not allow it. `status` is that of HTTP."""

    def __init__(self, sentence: str, *, code: str = "refused", status: int = 0) -> None:
        super().__init__(sentence, code=code)
        self.status = status


class UnreachableError(CommandError):
    """The server does not answer."""

    exit_code = ExitCode.UNREACHABLE


class BuildFailedError(CommandError):
    """A build, or the publishing of its pack, ended badly."""

    exit_code = ExitCode.BUILD_FAILED


class StoppedError(CommandError):
    """Whoever typed the command pressed Ctrl-C; the sentence says how it stands."""

    exit_code = ExitCode.INTERRUPTED
