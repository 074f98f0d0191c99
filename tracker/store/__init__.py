"""Tables, queries, sessions, geometry and migrations: everything that knows the database."""
