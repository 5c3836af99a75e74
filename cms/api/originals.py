"""The bytes of originals, for the people who look at them: pictures of dancers, covers, a song to hear.

They are what somebody uploaded, so a browser is told a kind of picture, sound or film or nothing at all, and
may run none of it.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from cms import originals
from cms.api.deps import InHouse, Reads, needs
from cms.api.fields import EXAMPLE_SHA256, Sha256
from cms.api.ranged import AskedFor, Lying, answer, read_piece, told
from cms.api.uploads import OriginalShown
from cms.db import let_go

router = APIRouter(prefix="/originals", tags=["uploads"])

_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Named = Annotated[Sha256, Path(description="Its sha256.", examples=[EXAMPLE_SHA256])]


@router.get("/{sha256}", summary="An original", dependencies=[needs("read")])
def show(sha256: Named, session: Reads) -> OriginalShown:
    """Its name and length: whether these bytes are here already."""
    return OriginalShown.model_validate(originals.get(session, sha256))


@router.head("/{sha256}/content", include_in_schema=False, dependencies=[needs("read")])
@router.get(
    "/{sha256}/content",
    summary="The bytes of an original",
    dependencies=[needs("read")],
    response_class=Response,
    responses=told(*originals.MEDIA_TYPES),
)
def content(sha256: Named, session: Reads, house: InHouse, asked: AskedFor) -> Response:
    """As they were uploaded. They never change; a range seeks in them or resumes."""
    original = originals.get(session, sha256)
    let_go(session)
    with house.storage.open(original.sha256) as file:
        media_type = originals.media_type(file.read(originals.TELLING_BYTES))
    shown = "attachment" if media_type == originals.UNKNOWN else "inline"
    lying = Lying(
        total=original.bytes,
        etag=original.sha256,
        media_type=media_type,
        # The name that somebody gave it is for people to read; a header gets one that we made.
        headers={**_HEADERS, "Content-Disposition": f'{shown}; filename="{original.sha256}"'},
        read=lambda start, end: read_piece(lambda: house.storage.open(original.sha256), start, end),
    )
    return answer(asked, lying)
