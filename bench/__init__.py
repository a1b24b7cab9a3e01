"""The measurements behind the figures in README.md; `make bench` runs and prints them all."""
