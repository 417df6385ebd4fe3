"""The words of a text that carry its meaning, so that its signs and its order do not matter."""

from __future__ import annotations

import html
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
# "no", "not", "only", "must" and the like have a meaning: they turn a sentence round.
_WITHOUT_MEANING = frozenset(
    "a,an,and,are,as,at,be,by,for,from,in,is,it,its,of,on,or,that,the,this,to,with".split(",")  # noqa: SIM905
)


def significant(text: str) -> str:
    """The words of a text, in lower case and alphabetical order, each once."""
    plain = unicodedata.normalize("NFKC", html.unescape(text)).replace("\u2019", "'").casefold()
    return " ".join(sorted(set(_WORD.findall(plain)) - _WITHOUT_MEANING))
