"""What a proposal carries: the note's own words and where they stand, its rule, its norm and its years."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.register.prose.proposals import Language, propose, rule_names
from tracker.register.vocabulary import FACT_KINDS

PIECES = [
    *(
        "elevador",
        "Elevador",
        "não",
        "há",
        "possui",
        "sem",
        "e",
        "ou",
        ",",
        ".",
        "\n",
        "é",
        "?",
        "banheiro adaptado",
    ),
    *(
        "piso tátil",
        "libras",
        "entrada acessível",
        "exceto",
        "mas",
        "(",
        ")",
        "parcial",
        "rampa na entrada",
        "nem",
    ),
    *(
        "ascensor",
        "no",
        "hay",
        "sin",
        "baño adaptado",
        "pero",
        "ni",
        "será",
        "braille",
        "a\u0301",
        "\u200b",
        "😀",
    ),
]
notes = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=60)
languages: st.SearchStrategy[Language] = st.sampled_from(["pt-BR", "es"])


@given(note=notes, language=languages)
def test_words_are_always_the_part_of_the_note_that_they_point_at(note: str, language: Language) -> None:
    found = propose(note, language=language)
    assert all(p.words and note[p.start : p.end] == p.words for p in found)
    kinds = [p.kind for p in found]
    assert kinds == [kind for kind in FACT_KINDS if kind in kinds], "one a kind, in the vocabulary's order"
    assert {p.rule for p in found} <= set(rule_names(language))


@given(note=notes, language=languages)
def test_capitals_accents_written_apart_and_doubled_blanks_change_no_answer(
    note: str, language: Language
) -> None:
    wide = note.replace(" ", "  ")
    assert [(p.kind, p.answer) for p in propose(wide, language=language)] == [
        (p.kind, p.answer) for p in propose(note, language=language)
    ]


def test_words_keep_the_spelling_of_the_note() -> None:
    (toilet,) = propose("tem BANHEIRO\u00a0ADAPTADO no fundo", language="pt-BR")
    assert (toilet.words, toilet.start, toilet.end) == ("BANHEIRO\u00a0ADAPTADO", 4, 21)
    assert toilet.rule == "pt.toilet.adapted"


@pytest.mark.parametrize(
    ("note", "years", "words"),
    [
        ("Tem Selo de Acessibilidade (2031).", (2031,), "Selo de Acessibilidade (2031)"),
        ("Selo de Acessibilidade Arquitetônica de 2030 e 2031", (2030, 2031), None),
        ("Selo de acessibilidade\nTelefone 2014-5566", (), "Selo de acessibilidade"),
        ("Selo de acessibilidade", (), "Selo de acessibilidade"),
        ("Selo de acessibilidade, 2031-5566", (), "Selo de acessibilidade"),
    ],
)
def test_a_seal_carries_its_years_and_no_telephone_number(
    note: str, years: tuple[int, ...], words: str | None
) -> None:
    (seal,) = propose(note, language="pt-BR")
    assert seal.kind == "seal"
    assert seal.years == years
    assert seal.words == (words or note)


@pytest.mark.parametrize(
    ("note", "language", "norm"),
    [
        ("Banheiro adaptado conforme ABNT NBR 9050", "pt-BR", "NBR 9050"),
        ("Banheiro adaptado (NBR9050/2031)", "pt-BR", "NBR 9050"),
        ("Piso tátil pela NBR 16537", "pt-BR", "NBR 16537"),
        ("Banheiro adaptado. O muro segue a NBR 9050.", "pt-BR", None),
        ("Baño adaptado según la Norma A.120", "es", "A.120"),
    ],
)
def test_the_norm_of_the_same_sentence_is_kept(note: str, language: Language, norm: str | None) -> None:
    (proposal,) = propose(note, language=language)
    assert proposal.norm == norm


def test_words_of_partial_movement_forbid_a_route_that_another_sentence_offers() -> None:
    whole = "Entrada larga. Rotas de acesso às salas."
    assert [p.kind for p in propose(whole, language="pt-BR")] == ["route_inside"]
    assert propose(f"{whole} A circulação do cadeirante é parcial.", language="pt-BR") == ()


def test_movement_of_blind_people_is_no_route_for_wheels() -> None:
    note = "Guia para a pessoa cega; oferece autonomia de circulação nos ambientes"
    assert propose(note, language="pt-BR") == ()
    wheels = "Espaço para cadeirante; oferece autonomia de circulação nos ambientes"
    assert [p.kind for p in propose(wheels, language="pt-BR")] == ["route_inside"]


def test_rules_have_names_of_their_own_that_start_with_their_language() -> None:
    names = [*rule_names("pt-BR"), *rule_names("es")]
    assert len(set(names)) == len(names)
    assert all(name.startswith("pt.") for name in rule_names("pt-BR"))
    assert all(name.startswith("es.") for name in rule_names("es"))


@pytest.mark.parametrize(
    "flood",
    [
        "elevador ",
        "elevador, ",
        "nao ",
        "a\nB",
        ".",
        "(",
        "autonomia a a a ",
        "banheiro do da no ",
        "a",
        "x@",
    ],
)
def test_a_cell_filled_to_the_brim_takes_no_more_than_two_seconds(flood: str) -> None:
    brim = flood * (32_767 // len(flood))
    for language in ("pt-BR", "es"):
        started_s = time.process_time()
        propose(brim, language=language)
        assert time.process_time() - started_s < 2


def test_a_note_that_says_both_yes_and_no_proposes_neither_but_keeps_the_rest() -> None:
    parts = ["Há elevador no bloco A", "Não há elevador no bloco B", "Há piso tátil"]
    for order in itertools.permutations(parts):
        found = propose(". ".join(order), language="pt-BR")
        assert [(p.kind, p.answer) for p in found] == [("tactile_paving", "yes")]
