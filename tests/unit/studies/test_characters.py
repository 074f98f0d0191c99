"""Which characters are refused, against the character database of the language."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from studies.characters import check_printable, unprintable


def is_no_text(code: int) -> bool:
    """Tell control, surrogate and private characters, and the last two of each plane, which never are any."""
    return unicodedata.category(chr(code)) in {"Cc", "Cs", "Co"} or code % 0x10000 >= 0xFFFE


def test_control_surrogate_private_and_impossible_characters_cannot_be_printed_and_all_others_can() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    line_ends_and_tab = {ord(character) for character in "\t\n\r"}
    expected = [f"U+{code:04X}" for code in range(sys.maxunicode + 1) if is_no_text(code)]
    assert unprintable(everything) == [
        name for name in expected if int(name.removeprefix("U+"), 16) not in line_ends_and_tab
    ]


def test_every_character_that_cannot_be_printed_is_named_once() -> None:
    with pytest.raises(ValueError, match=r"^holds U\+0000, U\+0085, which cannot be printed$"):
        check_printable("a\x85\x00b\x85")
    assert check_printable("São Paulo 서울\t\u2028") == "São Paulo 서울\t\u2028"
