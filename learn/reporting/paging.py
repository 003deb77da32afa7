"""Lists of rows in pages of fifty."""

from typing import Any

from flask import request
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select

from learn.kit.db import db

PAGE = 50
Columns = Select[*tuple[Any, ...]]  # a query for rows of several columns


class Rows(Pagination):
    """A page of the rows of a Select that gives more than one column."""

    def _query_items(self) -> list[Any]:
        asked: Columns = self._query_args["select"]
        return list(db.session.execute(asked.limit(self.per_page).offset(self._query_offset)))

    def _query_count(self) -> int:
        asked: Columns = self._query_args["select"]
        return db.session.scalar(select(func.count()).select_from(asked.order_by(None).subquery())) or 0


def page_of(asked: Columns) -> Rows:
    """The page of these rows that the address asks for."""
    page = request.args.get("page", 1, type=int)
    return Rows(page=max(page, 1), per_page=PAGE, max_per_page=PAGE, error_out=False, select=asked)
