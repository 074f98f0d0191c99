"""The register in words: what is known, how old it is, where a place lies, what is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboards.i18n import LANGUAGES, Translator
from dashboards.pages.register.place import facts_table
from dashboards.pages.register.places import open_questions, totals_sentence
from dashboards.pages.register.preview import counts_sentence, outcomes_table
from dashboards.pages.register.queue import marked, parts_sentence
from dashboards.register import record_words, words
from dashboards.register.api import Search, easier
from dashboards.register.import_models import ImportRead
from dashboards.register.models import FactRead, PlaceFound, PlaceRead, PositionRead, QueueRead

EN = Translator("en")
PlaceMaker = Callable[..., dict[str, Any]]


def fact(**changes: object) -> FactRead:
    known: dict[str, object] = {"kind": "lift", "answer": "yes", "stale": False, "disputed": False}
    known |= {"observed_on": date(2026, 3, 4), "confidence": "observed"}
    return FactRead.model_validate({**known, **changes})


@pytest.mark.parametrize(
    ("known", "answer", "age"),
    [
        (fact(), "yes", "seen 4 Mar 2026"),
        (fact(stale=True), "yes", "seen 4 Mar 2026, to be checked"),
        (fact(stale=True, observed_on=None), "yes", "without a date, to be checked"),
        (fact(answer="unknown", observed_on=None), "not known", "nobody has said yet"),
        (fact(answer="unknown", disputed=True), "sources disagree", "seen 4 Mar 2026"),
        (fact(answer="unknown", disputed=True, observed_on=None), "sources disagree", "not settled yet"),
    ],
)
def test_a_fact_is_said_with_its_age(known: FactRead, answer: str, age: str) -> None:
    assert words.answer_text(EN, known) == answer
    assert words.fact_age(EN, known) == age


def test_what_is_disputed_wears_the_sign_of_what_is_not_known() -> None:
    assert words.answer_sign(fact(answer="unknown", disputed=True)) == "?"
    assert words.answer_sign(fact(answer="no")) == "✕"


def test_what_was_asked_for_comes_first_even_when_nobody_knows_it() -> None:
    facts = [fact(kind=kind, answer="unknown") for kind in words.FACT_KINDS]
    facts[0] = fact(kind="step_free_entrance")
    shown = words.facts_shown(facts, ("seal",))
    assert [item.kind for item in shown] == ["seal", "step_free_entrance"]
    assert words.rest_text(EN, facts, ("seal",)) == "8 more things are not known."


def test_a_place_of_which_nobody_said_anything_says_so(place: PlaceMaker) -> None:
    silent = [fact(kind=kind, answer="unknown").model_dump() for kind in words.FACT_KINDS]
    found = PlaceFound(**place(facts=silent))
    assert words.place_sentence(EN, found) == "Nobody has said yet whether this place is accessible."
    assert words.rest_text(EN, found.facts, ()) == "Nobody has said yet whether this place is accessible."


def test_an_old_yes_is_not_promised(place: PlaceMaker) -> None:
    facts = [fact().model_dump(), fact(kind="seal", stale=True).model_dump()]
    sentence = words.place_sentence(EN, PlaceFound(**place(facts=facts)))
    assert sentence == "Known to be there: Lift. To be checked: Accessibility seal."


@pytest.mark.parametrize(
    ("precision", "radius_m", "said"),
    [
        ("coordinates", 10, "The position is known."),
        ("street", 400, "Somewhere along the street, within 400 m of the point."),
        ("district", 3000, "Somewhere in the district of Bela Vista. Ask before you set out."),
        ("none", 0, "Where exactly it is, is not known. Ask before you set out."),
    ],
)
def test_an_uncertain_position_is_said_in_words(precision: str, radius_m: float, said: str) -> None:
    position = PositionRead(lon_deg=-46.6, lat_deg=-23.5, precision=precision, radius_m=radius_m)
    assert words.position_text(EN, position, "BELA VISTA") == said
    assert words.is_uncertain(position) == (precision not in {"coordinates", "none"})


def test_a_place_without_a_position_is_uncertain() -> None:
    assert words.is_uncertain(None)
    assert "not known" in words.position_text(EN, None, "Sé")


def test_the_distance_to_an_uncertain_place_has_two_ends(place: PlaceMaker) -> None:
    position = {"lon_deg": 0.0, "lat_deg": 0.0, "precision": "street", "radius_m": 400.0}
    near = PlaceFound(**place(position=position, distance_m=300.0))
    # 300 - 400 is behind the person: nearer than here it cannot be
    assert words.distance_text(EN, near) == "between 0 m and 700 m away in a straight line"
    sure = PlaceFound(**place(position={**position, "radius_m": 10.0}, distance_m=1234.0))
    assert words.distance_text(EN, sure) == "1.2 km away in a straight line"


@pytest.mark.parametrize(
    ("metres", "said"), [(44, "40 m"), (2000, "2 km"), (1500, "1.5 km"), (12_345, "12 km")]
)
def test_lengths_are_round(metres: float, said: str) -> None:
    assert words.length(EN, metres) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_vocabulary_has_a_name_in_every_language(language: str) -> None:
    t = Translator(language)
    named = [
        *((kind, words.fact_name(t, kind)) for kind in words.FACT_KINDS),
        *((kind, words.kind_name(t, kind)) for kind in words.SERVICE_KINDS),
        *((part, record_words.part_name(t, part)) for part in record_words.PARTS),
        *((outcome, record_words.outcome_meaning(t, outcome)) for outcome in record_words.OUTCOMES),
        *((precision, record_words.precision_name(t, precision)) for precision in record_words.PRECISIONS),
        *((state, record_words.state_name(t, state)) for state in record_words.STATES),
        *((kind, words.fact_meaning(t, kind)) for kind in words.FACT_KINDS),
    ]
    assert [key for key, name in named if not name or "_" in name] == []


def test_the_vocabulary_is_that_of_the_register() -> None:
    from tracker.register import vocabulary

    assert words.FACT_KINDS == vocabulary.FACT_KINDS
    assert words.SERVICE_KINDS == vocabulary.SERVICE_KINDS
    assert words.ANSWERS == vocabulary.ANSWERS
    assert record_words.OUTCOMES == vocabulary.OUTCOMES
    assert record_words.PRECISIONS == vocabulary.PRECISION_CLASSES
    assert record_words.CONFIDENCES == vocabulary.CONFIDENCES


def test_a_search_that_finds_nothing_is_asked_for_less_of_one_thing_at_a_time() -> None:
    search = Search(q="ubs", needs=("lift", "seal"), strict=True, district="SE", cursor="9")
    offers = easier(search)
    assert [(part, value) for part, value, _ in offers] == [
        ("strict", ""),
        ("need", "lift"),
        ("need", "seal"),
        ("district", "SE"),
        ("q", "ubs"),
    ]
    assert all(other.cursor is None for _, _, other in offers)
    assert offers[1][2].needs == ("seal",)


def test_what_waits_is_told_part_by_part_without_the_empty_ones() -> None:
    counts = {"proposals": 1200, "disputes": 0, "positions": 3, "stale": 0, "suggestions": 0}
    queue = QueueRead(items=[], total=0, counts=counts)
    assert parts_sentence(EN, queue) == "Facts read in notes: 1,200 · Uncertain positions: 3"


def test_words_are_marked_in_their_note_whatever_blanks_part_them() -> None:
    note = "Tem <b>rampa</b>, vaga\n reservada e elevador."
    assert marked(note, "Vaga reservada") == (
        "Tem &lt;b&gt;rampa&lt;/b&gt;, <mark>vaga\n reservada</mark> e elevador."
    )
    assert marked("other words", "vaga <x>") == "<mark>vaga &lt;x&gt;</mark><br>other words"
    assert marked("vaga", "vaga") == "<mark>vaga</mark>"


def test_the_counts_of_an_import_add_up_before_the_readers_eyes(preview: dict[str, Any]) -> None:
    item = ImportRead(**preview)
    assert counts_sentence(EN, item) == (
        "“rede.csv”: 5 rows = 2 accepted + 1 needs review + 1 duplicate + 1 rejected."
    )
    assert [row[1].text for row in outcomes_table(EN, item).rows] == ["2", "0", "1", "1", "1", "5"]


def test_the_register_says_what_everybody_sees() -> None:
    assert totals_sentence(EN, {"published": 2, "draft": 1, "withdrawn": 0}) == (
        "The register holds 3 places. Everybody sees 2; 1 wait to be published, 0 are withdrawn."
    )


def test_open_questions_are_disputes_old_facts_and_proposals(record: PlaceMaker) -> None:
    facts = [
        fact(stale=True).model_dump(),
        fact(kind="seal", answer="unknown", disputed=True).model_dump(),
        fact(kind="audio").model_dump(),
    ]
    # one stale, one disputed, two proposals
    assert open_questions(PlaceRead(**record(facts=facts, proposals_open=2))) == 4


def test_a_fact_names_whose_word_counts_and_until_when(record: PlaceMaker) -> None:
    said = {
        "id": "o1", "kind": "lift", "answer": "yes", "source": "SMPED", "observed_on": "2026-03-04",
        "observer": "Ana", "confidence": "observed", "norm": "NBR 9050", "evidence": "seen", "settles": False,
        "recorded_at": "2026-03-05T00:00:00Z", "withdrawn_at": None, "review_due": "2027-03-04",
        "counts": True,
    }  # fmt: skip
    older = {**said, "id": "o2", "source": "old list", "counts": False}
    shown = facts_table(EN, PlaceRead(**record(facts=[fact().model_dump()], observations=[said, older])))
    assert [cell.text for cell in shown.rows[0]] == [
        "Lift", "✓ yes", "seen 4 Mar 2026", "4 Mar 2027", "SMPED", "seen", "NBR 9050",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("rede.xlsx, Saude, row 12, NOME", "rede.xlsx, Saude, linha 12, NOME"),
        ("selos.geojson, row 290", "selos.geojson, linha 290"),
        ("public suggestion", "sugestão do público"),
        ("Ana", "Ana"),
    ],
)
def test_where_a_value_is_from_is_said_in_the_readers_language(source: str, said: str) -> None:
    assert record_words.origin_text(Translator("pt-BR"), source) == said


def test_what_a_statement_rests_on_names_no_empty_column() -> None:
    assert record_words.evidence_text(": Selos") == "Selos"
    assert record_words.evidence_text(None) == ""
