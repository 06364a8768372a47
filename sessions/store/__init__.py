"""The only SQL: SQLAlchemy Core, one module a subject, query and row-to-value step together."""
