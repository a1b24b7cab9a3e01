"""The catalogue of refusals."""

import importlib
import pkgutil
import re
from collections import Counter

import server
from server.core.problems import Problem
from sync import troubles
from sync.protocol import Trouble


def catalogue():
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    return list(_descendants(Problem))


def _descendants(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def test_every_refusal_has_a_code_of_its_own():
    codes = Counter(problem.code for problem in catalogue())

    assert [code for code, times in codes.items() if times > 1] == []


def test_the_words_of_the_engine_have_codes_of_their_own():
    words = [trouble for trouble in vars(troubles).values() if isinstance(trouble, Trouble)]
    words.append(troubles.lost_store(1, 2))
    codes = [trouble.code for trouble in words]

    assert len(codes) >= 8
    assert len(set(codes)) == len(codes)
    # By this one the door refuses a request of which the engine has refused a command.
    assert set(codes) & {problem.code for problem in catalogue()} == {troubles.BADLY_SIGNED.code}


def test_every_code_begins_with_its_http_status():
    assert [p for p in catalogue() if not re.fullmatch(r"[45]\d\d\.\d{2,3}", p.code)] == []


def test_every_refusal_is_said_in_chinese():
    assert [p for p in catalogue() if not re.search(r"[\u4e00-\u9fff]", p.title)] == []
