"""Saved runs in a database."""
