"""How an older store becomes a present one: Alembic's revisions, run at every start."""
