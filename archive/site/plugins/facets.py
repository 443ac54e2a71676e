"""Facets that stay quick on a large archive: values are counted once per change, days are listed newest first."""

from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import ColumnFacet, Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args

from archive.site.labels import OTHER_HOSTS
from archive.site.remembered import Remembering


class ValueFacet(ColumnFacet):
    """``facets: [{value: column}]`` in the metadata: Datasette's column facet with remembered counts."""

    type = "value"

    def __init__(self, ds: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(Remembering(ds), *args, **kwargs)

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Datasette's facets, which leave out NULL; for the outlet that is a value too: the other hosts."""
        done, late = await super().facet_results()
        for facet in done:
            if facet["name"] == "outlet" and not facet["truncated"]:
                facet["results"] += await self._other_hosts()
        return done, late

    async def _other_hosts(self) -> list[dict[str, Any]]:
        try:
            found = await self.ds.execute(
                self.database,
                f"select count(*) from ({self.sql}) where outlet is null",
                self.params,
                custom_time_limit=self.ds.setting("facet_time_limit_ms"),
            )
        except QueryInterrupted:
            return []
        count = found.rows[0][0]
        selected = ("outlet__isnull", "1") in self.get_querystring_pairs()
        change = path_with_removed_args if selected else path_with_added_args
        path = self.ds.urls.path(change(self.request, {"outlet__isnull": "1"}))
        value = {"value": None, "label": f"{OTHER_HOSTS} other hosts", "count": count, "selected": selected}
        return [value | {"toggle_url": self.ds.absolute_url(self.request, path)}] if count else []

    async def suggest(self) -> list[dict[str, Any]]:
        """Nothing: the stock column facet is the one that may suggest."""
        return []


class DayFacet(Facet):
    """``facets: [{day: column}]``: the newest ``YYYY-MM-DD`` values, read from the end of the index."""

    type = "day"

    def __init__(self, ds: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(Remembering(ds), *args, **kwargs)

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Datasette's contract: the facets with their values, and the names of those that ran out of time."""
        done: list[dict[str, Any]] = []
        late: list[str] = []
        for found in self.get_configs():
            column = found["config"].get("column") or found["config"]["simple"]
            try:
                done.append(await self._days(column, hideable=found["source"] != "metadata"))
            except QueryInterrupted:
                late.append(column)
        return done, late

    async def _days(self, column: str, *, hideable: bool) -> dict[str, Any]:
        size = self.get_facet_size()
        name = escape_sqlite(column)
        rows = await self.ds.execute(
            self.database,
            f"select {name} as value, count(*) as n from ({self.sql}) where {name} is not null"
            f" group by {name} order by {name} desc limit {size + 1}",
            self.params,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        off = path_with_removed_args(self.request, {"_facet_day": column})
        return {
            "name": column,
            "type": self.type,
            "hideable": hideable,
            "toggle_url": self.ds.urls.path(off),
            "results": [self._value(column, row["value"], row["n"]) for row in rows.rows[:size]],
            "truncated": len(rows.rows) > size,
        }

    def _value(self, column: str, value: str, count: int) -> dict[str, Any]:
        selected = (column, value) in self.get_querystring_pairs()
        change = path_with_removed_args if selected else path_with_added_args
        url = self.ds.absolute_url(self.request, self.ds.urls.path(change(self.request, {column: value})))
        return {"value": value, "label": value, "count": count, "toggle_url": url, "selected": selected}


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    """Datasette's hook."""
    return [ValueFacet, DayFacet]
