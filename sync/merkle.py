"""A Merkle tree over a log that only grows (RFC 6962 §2.1): roots, and proofs that need no log.

An audit path shows that a leaf stands in a tree; a consistency proof, that a later tree begins with
an earlier one. Hashes are the 32 bytes of SHA-256.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256().digest()


@dataclass(frozen=True)
class Tree:
    """So many leaves, and the roots of the full subtrees that they make, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def appended(self, leaf: bytes) -> "Tree":
        """Return the tree with one more leaf (its hash)."""
        peaks, full = list(self.peaks), self.size
        while full & 1:
            leaf = node_hash(peaks.pop(), leaf)
            full >>= 1
        return Tree(self.size + 1, (*peaks, leaf))

    @property
    def root(self) -> bytes:
        """Return the hash that stands for all leaves in their order."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, found = self.peaks
        for peak in reversed(rest):
            found = node_hash(peak, found)
        return found


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of one leaf."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def tree_of(leaves: Sequence[bytes]) -> Tree:
    """Return the tree over the hashes of leaves."""
    tree = Tree()
    for leaf in leaves:
        tree = tree.appended(leaf)
    return tree


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the audit path of the leaf at an index, from the leaf upwards (§2.1.1)."""
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion_proof(index, leaves[:half]), tree_of(leaves[half:]).root]
    return [*inclusion_proof(index - half, leaves[half:]), tree_of(leaves[:half]).root]


def includes(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Return whether a path shows that a leaf stands at an index of the tree with this root."""
    if not 0 <= index < size:
        return False
    climbed = _climbed(index, size - 1, leaf, path)
    return climbed is not None and climbed[1] == root


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the proof that the tree over `leaves` begins with its first `old_size` ones (§2.1.2).

    `old_size` is at least 1 and at most the number of leaves.
    """
    return _subproof(old_size, leaves, is_whole=True)


def is_consistent(old: Tree, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that a tree of `new_size` leaves begins with the old one."""
    if old.size in {0, new_size}:
        return not proof and (old.size == 0 or old.root == new_root)
    if old.size > new_size or not proof:
        return False
    at, last = old.size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first, *rest = proof if at else (old.root, *proof)
    return _climbed(at, last, first, rest) == (old.root, new_root)


def _climbed(
    at: int, last: int, subtree: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return both roots that a path leads to from a subtree; None when it has another length."""
    ours = theirs = subtree
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            ours, theirs = node_hash(sibling, ours), node_hash(sibling, theirs)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            theirs = node_hash(theirs, sibling)
        at, last = at >> 1, last >> 1
    return None if last else (ours, theirs)


def _subproof(old_size: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if is_whole else [tree_of(leaves).root]
    half = _half(len(leaves))
    if old_size <= half:
        left = _subproof(old_size, leaves[:half], is_whole=is_whole)
        return [*left, tree_of(leaves[half:]).root]
    right = _subproof(old_size - half, leaves[half:], is_whole=False)
    return [*right, tree_of(leaves[:half]).root]


def _half(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
