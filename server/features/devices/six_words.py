"""Six words that say which phone used which ticket: seen on the phone and at the desk alike.

`pwa/src/features/devices/six-words.ts` makes the same of the same. Each word is one of 32 times 32
pairs that are told apart by ear and by eye, so 10 bits; six say 60 bits of a SHA-256.
"""

from collections.abc import Mapping
from hashlib import sha256

WORDS = 6
SAID_OF = "doorstep-enrolment-words-v1\n{code_hash}\n{device}\n{x}\n{y}"
FIRST = "红黄蓝绿白黑金银大小高长圆方新老快慢轻重冷热甜苦香软硬亮静远深胖"
SECOND = "山水云雨风雪花草树鸟鱼马牛羊猫狗虎兔船车桥门灯书笔伞鼓钟碗茶米糖"
BITS_EACH = 10


def six_words(code_hash: str, device: str, jwk: Mapping[str, str]) -> list[str]:
    """Return the words of a phone's whole public key and the ticket that it used."""
    said = SAID_OF.format(code_hash=code_hash, device=device, x=jwk["x"], y=jwk["y"])
    number = int.from_bytes(sha256(said.encode()).digest(), "big") >> (256 - WORDS * BITS_EACH)
    chosen = [number >> (BITS_EACH * place) & 1023 for place in reversed(range(WORDS))]
    return [FIRST[each >> 5] + SECOND[each & 31] for each in chosen]
