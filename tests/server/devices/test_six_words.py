"""The words that phone and bureau make each for itself; the phone's own test has the same."""

from server.features.devices.enrolment import hash_of
from server.features.devices.six_words import FIRST, SECOND, six_words

# The key of RFC 7515 A.3.
JWK = {
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


def test_the_words_are_those_that_the_phone_makes():
    said = six_words(hash_of("0123-4567-89ab-cdef"), "phone-1", JWK)

    assert said == ["静茶", "新草", "蓝云", "大茶", "深碗", "金糖"]


def test_each_word_says_ten_bits():
    assert len({first + second for first in FIRST for second in SECOND}) == 2**10
    assert len(FIRST) == len(SECOND) == 32


def test_no_word_is_much_more_frequent_than_another():
    said = [word for n in range(4000) for word in six_words(hash_of(str(n)), "phone-1", JWK)]

    often = [said.count(word) for word in set(said)]
    assert len(often) == 2**10
    assert max(often) < 60
