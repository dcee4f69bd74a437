"""Saved runs in a database: SQLAlchemy Core on SQLite, written so that PostgreSQL can follow."""
