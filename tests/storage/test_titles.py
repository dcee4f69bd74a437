"""What may be in a title, and what is left of hostile ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.errors import TitleError
from app.storage.titles import MAX_TITLE, clean_title


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Three pieces,\n\ttwo knots ", "Three pieces, two knots"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u202egnp.exe\u202c \u2066a\u2069 \u200eb\u200f \u061cc", "gnp.exe a b c"),
        ("nul\x00 bell\x07 del\x7f c1\x9b", "nul bell del c1"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("bom\ufeff soft\u00adhyphen tag\U000e0041", "bom softhyphen tag"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("曲线 🎉 👩\u200d🔬 می\u200cخواهم", "曲线 🎉 👩\u200d🔬 می\u200cخواهم"),
        ("a\u2028b\u2029c\u00a0d", "a b c d"),
        ("x" * 120 + "\u202e \n", "x" * 120),
    ],
)
def test_a_title_is_one_clean_line(typed: str, kept: str) -> None:
    assert clean_title(typed) == kept


def test_a_long_title_is_refused_with_its_length() -> None:
    with pytest.raises(TitleError, match="120 characters at most: this one has 121"):
        clean_title("x" * 121)


@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_is_typed_is_refused_or_clean_for_good(typed: str) -> None:
    try:
        title = clean_title(typed)
    except TitleError:
        return
    assert len(title) <= MAX_TITLE
    assert clean_title(title) == title == title.strip()
    title.encode()
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in title)
    assert not any(
        unicodedata.bidirectional(c) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"} for c in title
    )
