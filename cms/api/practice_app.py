"""The practice app's files, what it must know of this installation, and the headers that bound it: nothing
but this server (and a shelf elsewhere, where there is one) is ever asked, the camera is for its own pages
alone, and the microphone for none.

Must not know what is in the files. Every address under /practice/ that is no file is a page of the one
application, which reads the address itself.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel

from cms import edge
from cms.api.built_files import FOR_EVER, built_file
from cms.api.deps import InHouse
from cms.bootstrap import House
from cms.signing import SigningError, read_root
from cms.storage import ServesShelf

router = APIRouter(include_in_schema=False)

#: The nets as browsers run them: without the mask, which nobody draws and which costs 40 % of the time.
_MODELS = {"lite": "pose_landmarker_lite_nomask.task", "full": "pose_landmarker_full_nomask.task"}
_NOT_BUILT = "The practice app is not built. Run `make web`, then load this page again.\n"
_PERMISSIONS = (
    "camera=(self), microphone=(), screen-wake-lock=(self), fullscreen=(self), "
    "autoplay=(self), accelerometer=(), browsing-topics=(), display-capture=(), "
    "geolocation=(), gyroscope=(), hid=(), magnetometer=(), midi=(), payment=(), serial=(), usb=()"
)


class ModelShown(BaseModel):
    """A pose net to be fetched, verified and kept."""

    url: str
    bytes: int
    sha256: str


class Config(BaseModel):
    """What the app follows. `base_url` is empty where the shelf is this server, by whatever name it was
    reached; `roots` are the public root keys to believe, none where this server has no signed root document;
    `closed`: the shelf lets in only devices that were given access, which a page open to everybody is not.
    """

    base_url: str
    channel: str
    roots: tuple[str, ...]
    closed: bool
    models: dict[str, ModelShown]


@router.get("/practice/config.json")
def config(house: InHouse, response: Response) -> Config:
    """What the installation is, for the app as it starts."""
    response.headers["Cache-Control"] = "no-cache"
    settings = house.settings
    return Config(
        base_url=edge.shelf_url(settings) if _is_elsewhere(house) else "",
        channel=settings.practice_channel,
        roots=_roots(house),
        closed=bool(settings.cloudfront_key_id),
        models=_models(settings.models),
    )


@router.get("/practice/models/{sha256}/{name}")
def model(sha256: str, name: str, house: InHouse) -> Response:
    """A pose net, by its hash: it never changes."""
    shown = next((each for each in _models(house.settings.models).values() if each.sha256 == sha256), None)
    if shown is None or shown.url != f"models/{sha256}/{name}":
        return PlainTextResponse("There is no such model here.\n", status_code=404)
    file = house.settings.models / name
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, media_type="application/octet-stream", headers=headers)


@router.get("/practice")
@router.get("/practice/{path:path}")
def page(house: InHouse, request: Request, path: str = "") -> Response:
    """A built file, or the page that shows the address."""
    if request.url.path == "/practice":
        query = request.url.query
        return RedirectResponse(f"/practice/?{query}" if query else "/practice/")
    headers = {
        "Content-Security-Policy": content_security_policy(house),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return built_file(house.settings.practice, path, headers, not_built=_NOT_BUILT)


def content_security_policy(house: House) -> str:
    """Everything from this server; WebAssembly may be compiled, texts may not be run as code."""
    shelf = ""
    if _is_elsewhere(house):
        parts = urlsplit(edge.shelf_url(house.settings))
        shelf = f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'self'; connect-src 'self' blob:{shelf}; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _is_elsewhere(house: House) -> bool:
    """Do devices read the shelf at an address that is not this server's?"""
    return bool(house.settings.shelf_url) or not isinstance(house.delivery, ServesShelf)


def _roots(house: House) -> tuple[str, ...]:
    try:
        return read_root(house.signer.root_path)[2].roots
    except SigningError:
        return ()


def _models(folder: Path) -> dict[str, ModelShown]:
    """The nets that are in place, as the list beside them tells their hashes; none before `make models`."""
    listed = folder / "models.json"
    if not listed.is_file():
        return {}
    facts = json.loads(listed.read_text())
    return {
        size: ModelShown(url=f"models/{facts[name]['sha256']}/{name}", **facts[name])
        for size, name in _MODELS.items()
        if name in facts and (folder / name).is_file()
    }
