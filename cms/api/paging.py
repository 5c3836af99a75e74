"""Long lists in pages: `?limit=&after=`, answered with `items` and `next`."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session


@dataclass(frozen=True)
class Page:
    """Which page is asked for. `after` is the `next` of the page before it."""

    limit: int
    after: str | None


def _page(
    limit: Annotated[int, Query(ge=1, le=200, description="How many items at most.")] = 50,
    after: Annotated[
        str | None,
        Query(pattern=r"^[0-9a-f]{1,32}$", description="`next` of the page before; leave out for the first."),
    ] = None,
) -> Page:
    return Page(limit, after)


Paged = Annotated[Page, Depends(_page)]


def page_of(
    session: Session,
    query: Select[Any],
    identity: InstrumentedAttribute[str],
    page: Page,
    *,
    newest_first: bool = False,
) -> tuple[list[Any], str | None]:
    """The rows of a page and the `after` of the next one. Ids sort by time, so order is creation order."""
    if page.after is not None:
        query = query.where(identity < page.after if newest_first else identity > page.after)
    ordered = query.order_by(identity.desc() if newest_first else identity).limit(page.limit + 1)
    rows = list(session.scalars(ordered))
    more = len(rows) > page.limit
    rows = rows[: page.limit]
    return rows, rows[-1].id if more else None
