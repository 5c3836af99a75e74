"""The public shelf: under which key a file lies, how long it may be cached, and in which order a pack is put
there.

Immutable objects first, then the manifest that names them, then the pointer that names the manifest: at no
moment does a device see a name behind which there is nothing.
"""

from dataclasses import dataclass

from eightcount_runtime.classpack.manifest import Manifest, read_manifest, sha256_of

IMMUTABLE = "public, max-age=31536000, immutable"
POINTER = "public, max-age=60, must-revalidate"
JSON_TYPE = "application/json"


@dataclass(frozen=True)
class ShelfItem:
    """A file to be put: its key, what it must be, and the headers it is served with."""

    key: str
    sha256: str
    bytes: int
    type: str
    cache_control: str


def object_key(sha256: str) -> str:
    """Of any file of any pack."""
    return f"o/{sha256}"


def manifest_key(class_id: str, sha256: str) -> str:
    """Of a manifest."""
    return f"packs/{class_id}/{sha256}.json"


def pointer_key(channel: str) -> str:
    """Of a channel's pointer, the only key whose content changes."""
    return f"channels/{channel}.json"


def pack_items(manifest_file: bytes) -> tuple[ShelfItem, ...]:
    """What to put and verify before the pointer may move, in order: each object once, the manifest last.

    Raises:
        PackError: it is not a manifest.
    """
    manifest = read_manifest(manifest_file)
    objects = {file.sha256: file for file in sorted(manifest.files, key=lambda file: file.path)}
    items = [
        ShelfItem(object_key(file.sha256), file.sha256, file.bytes, file.type, IMMUTABLE)
        for file in objects.values()
    ]
    return (*items, manifest_item(manifest, manifest_file))


def manifest_item(manifest: Manifest, manifest_file: bytes) -> ShelfItem:
    """The manifest's own place."""
    sha256 = sha256_of(manifest_file)
    return ShelfItem(
        manifest_key(manifest.class_id, sha256), sha256, len(manifest_file), JSON_TYPE, IMMUTABLE
    )


def pointer_item(channel: str, pointer_file: bytes) -> ShelfItem:
    """The pointer's place: put last, by compare-and-swap."""
    return ShelfItem(pointer_key(channel), sha256_of(pointer_file), len(pointer_file), JSON_TYPE, POINTER)
