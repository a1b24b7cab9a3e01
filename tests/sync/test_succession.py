"""A phone follows the bureau's keys by what it can verify, and by nothing else."""

import pytest

from server.core.signing import is_signed_by
from sync.succession import follow, links_after
from tests.sync import succession_vectors
from tests.sync.succession_vectors import AT_R0, AT_R1, AT_S1, CASES, CHAIN, END, FIRST, THIEF, keys

# What these chains come to; every other one changes nothing.
LEAD_ON = {
    "one key rolled": AT_R1,
    "both rolled twice while it slept": END,
    "the whole chain, of which it knows the first half": END,
    "the whole chain, which it knows": END,
    "the key before was lost": AT_R1,
    "a stranger goes on from a genuine link": AT_R1,
    "a link between is missing": AT_R1,
    "the links are exchanged": AT_R1,
    "a link that is no JSON": AT_R1,
}
WHOLE = {
    "nothing was said",
    "one key rolled",
    "both rolled twice while it slept",
    "the whole chain, of which it knows the first half",
    "the whole chain, which it knows",
    "the links are exchanged",
}


@pytest.mark.parametrize("case", CASES, ids=[name for name, *_ in CASES])
def test_only_what_the_key_before_signed_is_taken_over(case):
    name, known, chain = case

    followed = follow(known, chain, is_signed_by)

    assert followed.keys == LEAD_ON.get(name, known)
    assert followed.is_whole == (name in WHOLE)


def test_keys_that_signed_before_are_kept_the_latest_first():
    assert list(END.signers) == [
        key.jwk for key in (succession_vectors.R2, succession_vectors.R1, succession_vectors.R0)
    ]


def test_a_phone_is_told_what_it_lacks():
    assert links_after(CHAIN, END.mark) == ()
    assert links_after(CHAIN, AT_S1.mark) == CHAIN[3:]
    assert links_after(CHAIN, AT_R0.mark) == CHAIN[1:]


def test_whoever_knows_keys_of_another_bureau_hears_that_there_are_others():
    assert links_after((FIRST,), keys(THIEF, THIEF).mark) == (FIRST,)
