"""Runs the benchmarks in one installation and prints their rows as JSON on the last line: `python -m tests.load.run [--only B3] [--quick]`."""

import argparse
import importlib
import json
import logging
import sys
import traceback
from pathlib import Path

import django


def main():
    options = read_options()
    django.setup()
    from django.db import connection

    from comptoir.server.prepare import prepare

    from . import measure

    logging.disable(logging.ERROR)
    measure.quick = options.quick
    prepare()
    rows = [row for name in benchmarks() if wanted(name, options.only) for row in attempt(name)]
    print(json.dumps({"database": database_version(connection), "rows": rows}))


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def benchmarks():
    return sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))


def wanted(name, only):
    """Whether this file measures the budget that was asked for; its docstring begins with its ids."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return not only or only in source.split("\n")[0]


def attempt(name):
    """The rows of one file; a benchmark that fails says so in the table and stops no other."""
    print(f"… {name}", file=sys.stderr, flush=True)
    try:
        return importlib.import_module(f"tests.load.{name}").run()
    except Exception as error:
        traceback.print_exc()
        return [{"id": "?", "work": name.removeprefix("bench_"), "note": f"could not be measured: {type(error).__name__}: {str(error)[:120]}", "met": False}]


def database_version(connection):
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    connection.ensure_connection()
    return f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"


if __name__ == "__main__":
    main()
