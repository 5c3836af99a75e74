"""What can go wrong in a use case, in words for the person who asked. HTTP turns these into problem+json."""


class CmsError(Exception):
    """A use case could not be carried out. `sentence` says what is wrong and what to do; `code` is stable."""

    code = "error"

    def __init__(self, sentence: str, *, code: str | None = None, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.facts = facts


class NotFoundError(CmsError):
    """Nothing of that name is here."""

    code = "not-found"


class InvalidError(CmsError):
    """What was given cannot be used."""

    code = "invalid"


class ConflictError(CmsError):
    """It contradicts what is here already; read again, then decide."""

    code = "conflict"


class StaleError(ConflictError):
    """Somebody changed it since it was read."""

    code = "stale"


class ForbiddenError(CmsError):
    """The caller is known, and may not do this."""

    code = "forbidden"


class UnauthorizedError(CmsError):
    """The caller is not known."""

    code = "unauthorized"


class StorageFullError(CmsError):
    """The store has no room left. Nothing was lost; make room and try again."""

    code = "storage-full"


class BusyError(CmsError):
    """Too much at this moment; the same request may succeed soon."""

    code = "busy"


class TooManyError(CmsError):
    """The caller did this too often; `facts["retry_after_s"]` says when it may again."""

    code = "too-many-attempts"


class StoreAwayError(BusyError):
    """The store (a bucket) does not answer, or not in time. Nothing was lost; it passes."""

    code = "store-away"


class StoreRefusedError(CmsError):
    """The store answers and says no: a key without a right, a bucket that is not there. It does not pass."""

    code = "store-refused"
