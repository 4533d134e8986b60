"""How the tables of a studio's database came to be as they are: one file a generation in ``versions/``, run by Alembic."""
