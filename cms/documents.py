"""Small JSON files of the store, remembered by their hash: they never change, and what is remembered costs a
transaction nothing. Must not be asked for anything large.
"""

import json
from typing import Any

from sqlalchemy.orm import Session

from cms.db import let_go
from cms.storage import Storage

#: Files that are remembered, of some kilobytes each.
_KEPT = 1024
_remembered: dict[str, bytes] = {}


def read_json(session: Session, storage: Storage, sha256: str) -> Any:
    """What a stored JSON file says. A session that only reads holds no connection while the store is asked;
    for one that writes it is read before, by one that reads. Raises MissingError.
    """
    data = _remembered.get(sha256)
    if data is None:
        let_go(session)
        with storage.open(sha256) as stored:
            data = stored.read()
        if len(_remembered) >= _KEPT:
            _remembered.clear()  # rare, and cheaper to read again than to keep an order for
        _remembered[sha256] = data
    return json.loads(data)
