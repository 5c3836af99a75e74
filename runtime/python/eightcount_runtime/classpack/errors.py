"""What can be wrong with a file of a class pack. Each error carries one sentence for a person."""


class PackError(Exception):
    """A file cannot be used. `sentence` says what is wrong with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MalformedError(PackError):
    """It is not what the format says: truncated, of a wrong type, out of range."""


class UnsupportedFormatError(PackError):
    """It is of a format that this runtime does not know."""


class NewerRuntimeError(PackError):
    """The class asks for a newer runtime than this one."""


class MismatchError(PackError):
    """Its length or hash is not the one that was announced."""


class UntrustedError(PackError):
    """A channel's pointer, or the root document beside it, is not signed by a key that counts."""


class RolledBackError(PackError):
    """A channel's pointer, or the root document beside it, is older than the one already held, or differs
    from it under the same version.
    """


class ExpiredError(PackError):
    """A channel's pointer, or the root document beside it, is past its date."""
