"""The public shelf: under which key a file lies, below a base address. Only the pointer's content ever
changes.

A pack is put there immutable objects first, then the manifest that names them, then the pointer that names
the
manifest: at no moment does a device see a name behind which there is nothing.
"""


def object_key(sha256: str) -> str:
    """Of any file of any pack."""
    return f"o/{sha256}"


def manifest_key(class_id: str, sha256: str) -> str:
    """Of a manifest."""
    return f"packs/{class_id}/{sha256}.json"


def pointer_key(channel: str) -> str:
    """Of a channel's pointer."""
    return f"channels/{channel}.json"
