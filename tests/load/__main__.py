"""`python -m tests.load`: every benchmark on every database, a table, and docs/performance.md.

On SQLite always; on PostgreSQL when DATABASE_URL names one (a database of its own is made there and dropped).
"""

import argparse
import json
import subprocess
import sys

from tests.reliability.harness import ROOT, installation, postgres_server

from . import report


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="one budget, such as B3; docs/performance.md is then left alone")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, for a first look; docs/performance.md is then left alone")
    options = parser.parse_args()
    results = [measured(server, options) for server in dict.fromkeys([None, postgres_server()])]
    if len(results) == 1:
        print("PostgreSQL was not measured: DATABASE_URL names none that answers.")
    print(report.table_of(results))
    if not options.only and not options.quick:
        (ROOT / "docs" / "performance.md").write_text(report.document(results), encoding="utf-8")
        print("Written: docs/performance.md")


def measured(server, options):
    """{"database": its version, "rows": […]} of one database."""
    arguments = [*(["--only", options.only] if options.only else []), *(["--quick"] if options.quick else [])]
    with installation(server) as environment:
        done = subprocess.run([sys.executable, "-m", "tests.load.run", *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"The benchmarks ended with {done.returncode}.")
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
