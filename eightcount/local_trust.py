"""Whom devices of the installation at hand believe, by its root document: for commands that run beside it."""

from eightcount_runtime.classpack.verify import Trust

from cms.bootstrap import signer_of
from cms.settings import Settings
from cms.signing import SigningError, read_root
from eightcount.failures import RefusedError


def trust_of(settings: Settings) -> Trust:
    """The root keys that stand for these settings' channels. Raises RefusedError when there are none."""
    try:
        return read_root(signer_of(settings).root_path)[2]
    except SigningError as error:
        raise RefusedError(error.sentence, code=error.code) from error
