"""`prepare`: what must be there before servers and workers start."""

from eightcount import console
from eightcount.failures import RefusedError


def prepare() -> None:
    """Bring database and buckets to what this version needs; may be run at every start.

    Migrates the database. On an S3 server of your own it makes the buckets and their rules, which needs a key
    that may do so; on AWS deploy/aws does that.
    """
    from cms.errors import CmsError
    from cms.preparing import prepare as prepared
    from cms.settings import Settings

    try:
        for done in prepared(Settings()):
            console.results.print(done, markup=False, soft_wrap=True)
    except CmsError as error:
        raise RefusedError(error.sentence, code=error.code) from error
