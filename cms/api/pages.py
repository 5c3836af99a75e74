"""The web admin's built files, and the headers that keep its pages to themselves.

Must not know what is in them. Every address under /admin/ that is no file is a page of the one
application, which reads the address itself.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from cms.api.built_files import built_file
from cms.api.deps import InHouse
from cms.storage import Storage, TakesPartsElsewhere

router = APIRouter(include_in_schema=False)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NOT_BUILT = "The web admin is not built. Run `make web`, then load this page again.\n"


@router.get("/")
def start() -> Response:
    """Where people begin."""
    return RedirectResponse("/admin/")


@router.get("/admin")
@router.get("/admin/{path:path}")
def page(house: InHouse, request: Request, path: str = "") -> Response:
    """A built file, or the page that shows the address."""
    if request.url.path == "/admin":
        query = request.url.query
        return RedirectResponse(f"/admin/?{query}" if query else "/admin/")
    headers = {**_HEADERS, "Content-Security-Policy": content_security_policy(house.storage)}
    return built_file(house.settings.web, path, headers, not_built=_NOT_BUILT)


def content_security_policy(storage: Storage) -> str:
    """What pages may load and where they may send: to this server, and upload parts to a store elsewhere.

    `style-src` allows inline styles, as the component library sets sizes and colours on elements.
    """
    parts = f" {storage.part_origin()}" if isinstance(storage, TakesPartsElsewhere) else ""
    return (
        f"default-src 'self'; connect-src 'self'{parts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
