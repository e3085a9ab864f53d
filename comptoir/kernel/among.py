"""«One of these values» with one parameter, however many there are: a list of five hundred marks costs more to write, and to read, than the answer."""

import json

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Lookup


def among(column, values):
    """The condition, for `filter`, that `column` ("user_id") is one of `values`: numbers or text, no None."""
    return Among(F(column), list(values))


class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        column, parameters = self.column(compiler, connection)
        # Only the name of our own column is put into the text; the values are in the parameter.
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(self.rhs)]  # noqa: S608

    def as_postgresql(self, compiler, connection):
        column, parameters = self.column(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self.rhs]

    def column(self, compiler, connection):
        if not self.rhs:
            raise EmptyResultSet
        return self.process_lhs(compiler, connection)
