"""Answers in columns: every spelling of yes, no and nobody knows, and those that a person must look at."""

from __future__ import annotations

import pytest

from tracker.register.cells.answers import AnswerReading, read_answer


@pytest.mark.parametrize(
    "cell",
    [
        "Sim, de acordo com a Norma da ABNT (NBR9050)",
        "Sim, De acordo com a Norma da ABNT (NBR9050)",
        "Sim, de acordo com a Norma da ABNT",
        "sim, de acordo com a norma da abnt",
        *("Sim", "SIM.", " sim ", "S", "x", "X", "1", "Sí", "si", "yes", "Possui", "Tiene", "True"),
        *("Sí, según la norma A.120", "Sim - conforme NBR 9050"),
    ],
)
def test_spellings_of_yes(cell: str) -> None:
    assert read_answer(cell).answer == "yes"


@pytest.mark.parametrize(
    "cell",
    [
        "Não",
        "NAO",
        "n",
        "No",
        "0",
        "não possui",
        "Não há",
        "no tiene",
        "No cuenta con",
        "Inexistente",
        "false",
    ],
)
def test_spellings_of_no(cell: str) -> None:
    assert read_answer(cell).answer == "no"


@pytest.mark.parametrize(
    "cell",
    ["Não se aplica", "N/A", "não sei", "Não informado", "no aplica", "sin información", "-", "?", "NS/NR"],
)
def test_spellings_of_nobody_knows(cell: str) -> None:
    assert read_answer(cell).answer == "unknown"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Sim, parcialmente",
            "Sim, mas em reforma",
            "parcial",
            "Em parte",
            "Sim, exceto no 2º andar",
            "limited",
        ),
        *(
            "Sim, de acordo com a norma, exceto o banheiro",
            "talvez",
            "2",
            "Não, mas há previsão",
            "Não é necessário",
        ),
        "Sim, de acordo com a norma, em parte",
    ],
)
def test_what_is_no_clear_answer_is_left_to_a_person(cell: str) -> None:
    assert read_answer(cell).answer is None


def test_the_norm_that_is_named_is_kept() -> None:
    assert read_answer("Sim, de acordo com a Norma da ABNT (NBR9050)") == AnswerReading("yes", "NBR 9050")
    assert read_answer("Sim, de acordo com a norma da ABNT") == AnswerReading("yes", "ABNT")
    assert read_answer("Sí, según la norma técnica A.120") == AnswerReading("yes", "A.120")
    assert read_answer("Sim") == AnswerReading("yes")


def test_what_a_source_is_known_to_write_goes_before_the_usual() -> None:
    spellings = {"2": "no", "limited": "unknown", "x": "no", "true": "unknown"}
    assert [read_answer(cell, spellings).answer for cell in ("2", "Limited", "X", "sim")] == [  # type: ignore[arg-type]
        *("no", "unknown", "no", "yes")
    ]
    assert read_answer(True, spellings).answer == "unknown"  # type: ignore[arg-type]  # noqa: FBT003 - a cell


def test_truth_values_of_a_file_are_answers() -> None:
    assert [read_answer(cell).answer for cell in (True, False)] == ["yes", "no"]
