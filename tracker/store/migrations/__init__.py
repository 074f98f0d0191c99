"""The history of the schema, run by Alembic; forward only once released."""
