"""A figure is judged by its median, and what could not be measured is said."""

from bench.figure import Figure, NotMeasured


def test_one_slow_run_does_not_break_a_bound() -> None:
    figure = Figure("Import", "s", [9.0, 30.0, 10.0], 15, "7 rows")

    assert figure.is_kept
    assert figure.lines()[0] == "Import: 10 s (bound 15, kept)"


def test_a_median_over_the_bound_is_said_loudly() -> None:
    figure = Figure("Import", "s", [16.0, 17.0, 2.0], 15, "7 rows")

    assert not figure.is_kept
    assert "NOT KEPT" in figure.lines()[0]


def test_what_cannot_be_measured_gives_its_reason() -> None:
    assert NotMeasured("Import", "no file").lines() == ["Import: not measured, no file"]
