"""The figures as a table for the terminal and as docs/performance.md."""

import platform
import re

import psutil

METHOD = """\
Ours and its floor (the least Django code that does the same reads, writes and bytes, in `tests/load/floor.py`) run in turns in one
process, at least five rounds each, and the median counts.
CPU is the user and system time of our processes and of PostgreSQL's processes for our database; on a shared machine it is steadier
than the wall time given beside it.
A ratio is the median of the rounds' ratios of ours to the floor; a figure without a floor is given as it is.
"""
HEAD = ("id", "work", "unit", "ours CPU", "floor CPU", "ratio", "ours wall", "floor wall", "ratio", "limit", "met", "note")


def table_of(results):
    """Every database's table as plain text, columns aligned."""
    return "\n\n".join(f"{result['database']}\n{aligned([HEAD, *map(cells, result['rows'])])}" for result in results)


def aligned(lines):
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def document(results):
    from config.settings import VERSION

    parts = [f"# How fast version {VERSION} is", "", "Written by `make bench`; nobody edits it. What is measured, and against what, is in `tests/load/`.", ""]
    parts += ["## Machine", "", machine(), "Databases: " + ", ".join(result["database"] for result in results) + ".", "", "## Method", "", METHOD]
    for result in results:
        parts += [f"## {result['database']}", "", *markdown([HEAD, *map(cells, result["rows"])]), "", *verdict(result["rows"]), ""]
    return "\n".join(parts)


def machine():
    memory = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}."


def verdict(rows):
    """Which budgets are met and which are missed, said plainly."""
    judged = [(row, is_met(row)) for row in rows]
    missed = [f"{row['id']} {row['work']}" for row, met in judged if met is False]
    met = sum(met is True for _row, met in judged)
    lines = [f"Met: {met} of {met + len(missed)}."]
    if missed:
        lines += ["", "Missed:", "", *[f"- {one}" for one in missed]]
    return lines


def is_met(row):
    """True, False, or None for a line that has no limit. «≤ 1.2» speaks of the ratio, or of our figure when there is no floor."""
    if "met" in row:
        return row["met"]
    limit = re.match(r"([≤≥])\s*([\d.,]+)", str(row.get("limit") or ""))
    value = row.get("ratio") if row.get("ratio") is not None else row.get("ours")
    if limit is None or value is None:
        return None
    bound = float(limit[2].replace(",", ""))
    # A ratio is told with two decimals: what reads 1.20 is 1.20.
    return round(value, 2) <= bound if limit[1] == "≤" else round(value, 2) >= bound


def cells(row):
    met = is_met(row)
    return (
        str(row.get("id", "")),
        str(row.get("work", "")),
        str(row.get("unit", "")),
        *(number(row.get(name)) for name in ("ours", "floor", "ratio", "wall_ours", "wall_floor", "wall_ratio")),
        str(row.get("limit") or ""),
        {True: "yes", False: "NO", None: ""}[met],
        str(row.get("note") or ""),
    )


def number(value):
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"


def markdown(lines):
    head, *body = [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]
    return [head, "|" + " --- |" * len(HEAD), *body]
