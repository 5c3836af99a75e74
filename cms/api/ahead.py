"""What an answer about a class needs of the store, read before its transaction begins: nobody is to wait for
a row, or for a connection, because a bucket answers slowly.
"""

from cms import alignments, classes, known
from cms.bootstrap import House
from cms.db import reading


def read_ahead(house: House, class_name: str) -> None:
    """Small files are remembered from now on (`cms.documents`, `cms.step_facts`). Raises NotFoundError."""
    with reading(house.engine) as session:
        row = classes.get(session, class_name)
        known.gather(session, house.storage, [row])
        alignments.found(session, house.storage, row)
