"""Queries that are made all day, compiled once: building their SQL costs the ORM several times what the database takes to answer."""

import json
from datetime import UTC

from django.db import connection

# What stands for the first, second, … value while the SQL is built: numbers that no row has, also as text.
MARKS = [-(2**62) - place for place in range(32)]


class Prepared:
    """`build(a, b, …)` gives a queryset of values; calling this with values gives its rows as tuples, as the database has them: JSON comes as text.

    The first `lists` arguments are lists, for `among`; the other `values` are numbers or text. An empty list answers no rows, as `among` does.
    """

    def __init__(self, build, *, values=0, lists=0):
        self.build = build
        self.marks = [[mark] for mark in MARKS[:lists]] + MARKS[lists : lists + values]
        self.compiled = {}

    def __call__(self, *values):
        sql, parameters = self.compiled.get(connection.vendor) or self.compile()
        given = {}
        for mark, value in zip(self.marks, values, strict=True):
            given |= self.as_list(mark, list(value)) if isinstance(mark, list) else {mark: value, str(mark): value}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(key_of(one), one) for one in parameters])
            return cursor.fetchall()

    @staticmethod
    def as_list(mark, values):
        """`among` hands its list to SQLite as JSON, to PostgreSQL as it is."""
        key = json.dumps(mark)
        return {key: json.dumps(values) if connection.vendor == "sqlite" else values}

    def compile(self):
        compiled = self.compiled[connection.vendor] = self.build(*self.marks).query.sql_with_params()
        return compiled


def aware(moment):
    """A moment as these queries give it, with its zone: SQLite keeps UTC without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def key_of(parameter):
    return json.dumps(parameter) if isinstance(parameter, list) else parameter
