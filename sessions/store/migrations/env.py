"""Alembic's entry: runs the revisions on the connection that it is handed."""

from alembic import context

from sessions.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
