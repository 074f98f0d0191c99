"""Short Spanish notes of our own and the facts that a careful reader would take from each."""

from __future__ import annotations

import pytest

from tracker.register.prose.proposals import propose, rule_names

SHORT = {
    "entrance": "step_free_entrance",
    "inside": "route_inside",
    "toilet": "adapted_toilet",
    "lift": "lift",
    "paving": "tactile_paving",
    "sign": "sign_language",
    "braille": "braille",
    "audio": "audio",
    "parking": "reserved_parking",
    "seal": "seal",
}

SAID = [
    ("Cuenta con ascensor", "lift"),
    ("Hay ascensor y baño adaptado", "lift toilet"),
    ("Tiene elevador en el ala norte", "lift"),
    ("Plataforma salvaescaleras", "lift"),
    ("Baños accesibles", "toilet"),
    ("Servicios higiénicos adaptados", "toilet"),
    ("SS.HH. para personas con discapacidad", "toilet"),
    ("Baño para silla de ruedas", "toilet"),
    ("Los baños son accesibles", "toilet"),
    ("Guías en lengua de señas", "sign"),
    ("Intérprete de señas los domingos", "sign"),
    ("Visitas en Lengua de Señas Peruana", "sign"),
    ("Carteles en braille", "braille"),
    ("Audioguía en quechua", "audio"),
    ("Función con audiodescripción", "audio"),
    ("Folleto en braille y audio", "braille audio"),
    ("Piso podotáctil en el vestíbulo", "paving"),
    ("Losetas podotáctiles", "paving"),
    ("Pavimento táctil desde la vereda", "paving"),
    ("Estacionamiento reservado", "parking"),
    ("Estacionamiento para personas con discapacidad", "parking"),
    ("Plazas de aparcamiento reservadas", "parking"),
    ("Sello de Accesibilidad (2024)", "seal"),
    ("Ingreso accesible", "entrance"),
    ("La entrada es accesible", "entrance"),
    ("Entrada sin escalones", "entrance"),
    ("Ingreso a nivel de la vereda", "entrance"),
    ("Rampa en la entrada", "entrance"),
    ("Rampa de acceso", "entrance"),
    ("Ingreso por rampa", "entrance"),
    ("Acceso para sillas de ruedas", "entrance"),
    ("No hay gradas en el ingreso", "entrance"),
    ("Pasadizos accesibles", "inside"),
    ("Recorrido accesible por las salas", "inside"),
    ("Espacios reservados en el estacionamiento", "parking"),
    ("Camino podotáctil hasta la boletería", "paving"),
    ("Acceso accesible por el patio", "entrance"),
    ("Préstamo de audiolibros", "audio"),
    ("Ascensor: sí", "lift"),
    ("¿Ascensor? Sí", "lift"),
    ("No hay ascensor", "lift=no"),
    ("Sin ascensor", "lift=no"),
    ("No cuenta con baño adaptado", "toilet=no"),
    ("No tiene ascensor ni baño adaptado", "lift=no toilet=no"),
    ("Ningún baño accesible", "toilet=no"),
    ("Los baños no son accesibles", "toilet=no"),
    ("La entrada no es accesible", "entrance=no"),
    ("Ingreso por escaleras", "entrance=no"),
    ("Gradas en la entrada", "entrance=no"),
    ("No hay rampas, baños adaptados ni ascensor", "toilet=no lift=no"),
    ("Carece de ascensor", "lift=no"),
    ("Ascensor: no", "lift=no"),
    ("Braille: no hay", "braille=no"),
    ("Tiene ascensor, pero no tiene baño adaptado", "lift toilet=no"),
    ("No tiene ascensor, pero hay rampa en el ingreso", "lift=no entrance"),
    ("Sin ascensor, con baño adaptado", "lift=no toilet"),
    ("Todo es accesible, excepto ascensor", "lift=no"),
    ("CUENTA CON ASCENSOR Y BANO ADAPTADO", "lift toilet"),
    ("interprete de lengua de senas", "sign"),
    ("baño acesible", "toilet"),
    ("Ascensor; baño adaptado; braille", "lift toilet braille"),
    ("Ingreso accesible. No hay ascensor.", "entrance lift=no"),
]

NOT_CLEAR = [
    "Ascensor en mantenimiento",
    "Ascensor malogrado",
    "El ascensor no funciona",
    "Se instalará un ascensor",
    "Está prevista una rampa en la entrada",
    "Próximamente baños accesibles",
    "Baño adaptado en construcción",
    "Accesible parcialmente",
    "Accesible",
    "Solo la sala principal tiene piso podotáctil",
    "Algunos baños accesibles",
    "Intérprete de lengua de señas previa cita",
    "¿Hay ascensor?",
    "¿Tiene baño adaptado o rampa?",
    "No se sabe si hay ascensor",
    "No hay información sobre ascensores",
    "Necesita un ascensor",
    "Debería tener baño adaptado",
    "El hotel vecino tiene ascensor",
    "La estación tiene ascensor",
    "Ascensor de carga",
    "Curso de lengua de señas",
    "Taller de braille",
    "Antes había ascensor",
    "No hay rampa en la entrada",
    "Rampa de acceso al escenario",
    "Baños limpios",
    "Museo de un solo piso",
    "Baños accesibles, excepto en el segundo piso",
    "Certificado de accesibilidad web",
    "Certificado de accesibilidad vencido",
    "No todos los baños son accesibles",
    "Hay ascensor en el bloque A, no hay ascensor en el bloque B",
    "Horario: martes a domingo",
    "",
]


def expected(words: str) -> dict[str, str]:
    """Read "lift toilet=no" as facts."""
    pairs = (word.partition("=") for word in words.split())
    return {SHORT[kind]: answer or "yes" for kind, _, answer in pairs}


@pytest.mark.parametrize(("note", "facts"), SAID)
def test_a_spanish_note_proposes_what_it_states(note: str, facts: str) -> None:
    assert {p.kind: p.answer for p in propose(note, language="es")} == expected(facts)


@pytest.mark.parametrize("note", NOT_CLEAR)
def test_a_spanish_note_that_does_not_say_so_plainly_proposes_nothing(note: str) -> None:
    assert propose(note, language="es") == ()


def test_every_rule_that_proposes_is_the_reason_of_some_case() -> None:
    used = {p.rule for note, _ in SAID for p in propose(note, language="es")}
    silent = {name for name in rule_names("es") if ".inside.partial" in name or name.endswith(".by_stairs")}
    assert set(rule_names("es")) - used - silent == set()
