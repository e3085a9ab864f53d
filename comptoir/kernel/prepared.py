"""Queries that every page makes, compiled once: building their SQL costs the ORM several times what the database takes to answer."""

from django.db import connection

# What stands for the first, second, … value while the SQL is built: numbers that no row has, also as text.
MARKS = [-(2**62) - place for place in range(32)]


class Prepared:
    """`build(a, b, …)` gives a queryset of values; calling this with values gives its rows as tuples, as the database has them: JSON comes as text."""

    def __init__(self, build, *, values):
        self.build = build
        self.marks = MARKS[:values]
        self.compiled = {}

    def __call__(self, *values):
        sql, parameters = self.compiled.get(connection.vendor) or self.compile()
        given = {form: value for mark, value in zip(self.marks, values, strict=True) for form in (mark, str(mark))}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in parameters])
            return cursor.fetchall()

    def compile(self):
        compiled = self.compiled[connection.vendor] = self.build(*self.marks).query.sql_with_params()
        return compiled
