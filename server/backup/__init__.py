"""Backups: made while the server runs, verified before they are called so, and restored."""
