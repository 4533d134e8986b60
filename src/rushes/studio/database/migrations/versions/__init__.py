"""Generations of the tables, oldest first: ``queue``, ``waiting``, ``takes``. One that was released is never changed again."""
