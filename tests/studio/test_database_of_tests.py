"""The tests' own PostgreSQL is a real server: what was committed is there after a kill, and the next test finds it running."""

from __future__ import annotations

import psycopg
import pytest


def test_a_server_that_was_killed_keeps_what_was_committed(postgres):
    name = postgres.fresh()
    with postgres.connect(name) as connection:
        connection.execute("CREATE TABLE kept (n integer)")
        connection.execute("INSERT INTO kept VALUES (7)")
        connection.execute("CHECKPOINT")
    postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        postgres.connect(name)
    postgres.start()
    with postgres.connect(name) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    postgres.drop(name)


def test_each_test_gets_a_database_with_nothing_in_it(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found == (0,)
