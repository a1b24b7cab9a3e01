"""Receipts that phones sign: what they say, whether they are genuine, and what was withdrawn."""
