"""The tree of the audit log, against the vectors of Certificate Transparency (RFC 6962)."""

from hashlib import sha256

import pytest

from sync import merkle
from sync.merkle import Tree, tree_of

# The inputs and roots of the reference implementation of RFC 6962.
INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATH_OF_THE_FIRST = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
LEAVES = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS]
MANY = [merkle.leaf_hash(str(n).encode()) for n in range(70)]


def test_the_tree_of_nothing_is_the_hash_of_nothing():
    assert Tree().root == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size):
    assert tree_of(LEAVES[:size]).root.hex() == ROOTS[size - 1]


def test_an_audit_path_is_that_of_the_reference():
    path = merkle.inclusion_proof(0, LEAVES)

    assert tuple(step.hex() for step in path) == PATH_OF_THE_FIRST


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 21, 64, 70])
def test_every_leaf_is_shown_at_its_own_place_and_at_no_other(size):
    leaves = MANY[:size]
    root = tree_of(leaves).root

    for index, leaf in enumerate(leaves):
        path = merkle.inclusion_proof(index, leaves)
        shown = [at for at in range(size) if merkle.includes(root, size, at, leaf, path)]
        assert shown == [index]
        assert not merkle.includes(root, size, index, leaf, [*path, leaf])
        assert not path or not merkle.includes(root, size, index, leaf, path[:-1])
        assert not merkle.includes(root, size, size, leaf, path)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 21, 64, 70])
def test_a_grown_log_is_shown_to_begin_with_what_it_was(size):
    leaves = MANY[:size]
    root = tree_of(leaves).root

    for old_size in range(1, size + 1):
        old = tree_of(leaves[:old_size])
        proof = merkle.consistency_proof(old_size, leaves)
        assert merkle.is_consistent(old, size, root, proof)
        assert not merkle.is_consistent(old, size, root, [*proof, root])
        other = tree_of(leaves[1 : old_size + 1])
        assert not merkle.is_consistent(other, size, root, proof)


def test_a_rewritten_log_is_not_shown_to_begin_with_what_it_was():
    rewritten = [*MANY[:9], merkle.leaf_hash(b"other"), *MANY[10:]]
    old = tree_of(MANY[:20])

    proof = merkle.consistency_proof(20, rewritten)

    assert not merkle.is_consistent(old, 70, tree_of(rewritten).root, proof)
    assert not merkle.is_consistent(old, 70, tree_of(MANY).root, proof)
    assert not merkle.is_consistent(old, 10, tree_of(MANY[:10]).root, [])


def test_anything_begins_with_nothing():
    assert merkle.is_consistent(Tree(), 70, tree_of(MANY).root, [])
