"""How long DuckDB needs only to read and sum the columns of a lake that a run reads.

    python -m venv peers && peers/bin/pip install duckdb
    peers/bin/python bench/peers/read.py LAKE --threads 1

Prints wall and processor seconds of each of five rounds; the first one warms the system's file cache.
Words are not summed but compared (max), which reads them as well.
"""

import argparse
import time

import duckdb

QUERIES = {
    "facts": """
        SELECT max(organisation), max(kind), sum(first - DATE '1970-01-01'), sum(last - DATE '1970-01-01'),
               sum(sequence), max(id), max(recorded_at), count(supersedes), sum(people), sum("values")
        FROM {table}""",
    "people": "SELECT max(person), max(part), max(presence) FROM {table}",
    "values": """
        SELECT max(field), max(type), sum(number), sum(day - DATE '1970-01-01'), max(word), max(text)
        FROM {table}""",
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("lake")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=5)
    asked = arguments.parse_args()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {asked.threads}")
    print(f"DuckDB {duckdb.__version__}, {asked.threads} threads")
    table = lambda name: f"read_parquet('{asked.lake}/{name}/*/*/data.parquet')"
    for name in QUERIES:
        rows = connection.execute(f"SELECT count(*) FROM {table(name)}").fetchone()[0]
        print(f"{name}: {rows} rows")
    for _ in range(asked.rounds):
        wall, processor = time.perf_counter(), time.process_time()
        for name, query in QUERIES.items():
            connection.execute(query.format(table=table(name))).fetchall()
        print(f"{time.perf_counter() - wall:.3f} s, processor {time.process_time() - processor:.3f} s")


main()
