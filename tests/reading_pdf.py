"""What stands in a PDF, read by poppler as its readers' programs do."""

import subprocess


def words_of(pdf: bytes, *options: str) -> str:
    """Return the words of all pages; `-layout` keeps columns beside each other."""
    asked = ["pdftotext", *options, "-", "-"]
    return subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()


def letters_of(pdf: bytes) -> str:
    """Return the words without the spaces and lines that setting them brings in."""
    return "".join(words_of(pdf).split())
