"""The set-up does each step once, and says what it cannot do."""

import sys
from functools import partial
from pathlib import Path

import pytest

from scripts.setup import console, debian, pwa, python
from scripts.setup.__main__ import main
from scripts.setup.console import SetupError
from scripts.setup.node import is_new_enough
from scripts.setup.stamps import fingerprint, stamp, stamped


def test_a_step_is_current_until_a_file_or_a_word_of_it_changes(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("flask==3.1.3")
    before = fingerprint([lock], "24")

    stamp("packages", before, tmp_path / "state")

    assert stamped("packages", tmp_path / "state") == fingerprint([lock], "24")
    assert before != fingerprint([lock], "26")
    lock.write_text("flask==3.1.4")
    assert before != fingerprint([lock], "24")


def test_a_step_never_done_has_an_empty_stamp(tmp_path: Path) -> None:
    assert stamped("packages", tmp_path) == ""


def test_the_order_in_which_files_are_found_does_not_matter(tmp_path: Path) -> None:
    files = [tmp_path / "a.ts", tmp_path / "b.ts"]
    for file in files:
        file.write_text(file.name)

    assert fingerprint(files) == fingerprint(reversed(files))


def test_the_pwa_is_built_again_for_a_source_but_not_for_a_test(tmp_path: Path) -> None:
    for name in ("index.html", "src/app/App.vue", "src/app/App.test.ts", "dist/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    names = {file.relative_to(tmp_path).as_posix() for file in pwa.sources(tmp_path)}

    assert names == {"index.html", "src/app/App.vue"}


def test_an_environment_that_was_cut_off_while_it_was_filled_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    stamp("venv", "this Python", state)
    monkeypatch.setattr(python, "stamped", partial(stamped, state=state))
    monkeypatch.setattr(python, "stamp", partial(stamp, state=state))
    monkeypatch.setattr(python, "run", cut_off)

    with pytest.raises(KeyboardInterrupt):
        python.install_lock("runtime")

    assert stamped("venv", state) == ""


def cut_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("version", "good"),
    [("v22.12.0", True), ("v24.1.0", True), ("v22.11.9", False), ("v20.20.2", False), ("", False)],
)
def test_node_is_taken_from_the_machine_only_when_it_is_new_enough(
    version: str, *, good: bool
) -> None:
    assert is_new_enough(version) is good


def test_without_apt_the_exact_command_is_printed_and_the_set_up_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOORSTEP_NO_APT", "1")

    debian.install_packages(("no-such-package-1", "no-such-package-2"))

    said = capsys.readouterr().out
    assert "--no-install-recommends no-such-package-1 no-such-package-2" in said


def test_packages_that_are_there_are_not_spoken_of(capsys: pytest.CaptureFixture[str]) -> None:
    debian.install_packages(())

    assert capsys.readouterr().out == ""


def test_a_failing_command_shows_the_end_of_its_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(console, "LOGS", tmp_path)

    with pytest.raises(SetupError, match="no space left"):
        console.run([sys.executable, "-c", "raise SystemExit('no space left')"], log="disk")


def test_an_unknown_aim_is_refused_before_anything_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main("everything") == 2

    assert "run or test" in capsys.readouterr().out
