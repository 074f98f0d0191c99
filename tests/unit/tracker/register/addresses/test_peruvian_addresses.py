"""Peruvian addresses, each in words of our own, taken apart as a careful reader would."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address


def parts_of(address: Address) -> dict[str, Any]:
    """Give what an address holds, streets as type and words, empty parts left out."""
    found: dict[str, Any] = {
        "street": address.street and f"[{address.street.type}] {address.street.words}",
        "number": address.number,
        "without": address.without_number,
        "km": address.kilometre,
        "block": address.block,
        "lot": address.lot,
        "inside": address.complements,
        "corners": tuple(f"[{corner.type}] {corner.words}" for corner in address.corners),
        "quarters": address.neighbourhoods,
        "district": address.district,
        "city": address.municipality,
        "postcode": address.postcode,
        "reference": address.reference,
        "rest": address.rest,
    }
    return {name: value for name, value in found.items() if value}


STREETS = [
    ("Jr. Molino 120", "[jiron] Molino"),
    ("Jirón Molino Nº 120", "[jiron] Molino"),
    ("JR MOLINO N° 120", "[jiron] MOLINO"),
    ("Av. Molino 120", "[avenida] Molino"),
    ("Avda. Molino, 120", "[avenida] Molino"),
    ("Ca. Molino 120", "[calle] Molino"),
    ("Calle Molino Nro. 120", "[calle] Molino"),
    ("Psje. Molino 120", "[pasaje] Molino"),
    ("Pje. Molino 120", "[pasaje] Molino"),
    ("Malecón Molino 120", "[malecon] Molino"),
    ("Óvalo Molino 120", "[ovalo] Molino"),
    ("Prolongación Molino 120", "[prolongacion] Molino"),
    ("Prol. Molino 120", "[prolongacion] Molino"),
    ("Carretera Molino 120", "[carretera] Molino"),
    ("Alameda Molino 120", "[alameda] Molino"),
    ("Plaza Molino 120", "[plaza] Molino"),
    ("Jr. de la Razón 120", "[jiron] de la Razón"),
    ("Av. 28 de Julio 120", "[avenida] 28 de Julio"),
    ("Ca. 7 Nº 120", "[calle] 7"),
    ("Av. Prolongación Molino 120", "[avenida] Prolongación Molino"),
    ("Molino 120", "[None] Molino"),
]
WHOLE: list[tuple[str, dict[str, Any]]] = [
    (
        "Av. Molino 120 Int. 501, Lince, Lima 15046",
        {"street": "[avenida] Molino", "number": "120", "inside": ("Int. 501",), "district": "Lince",
         "city": "Lima", "postcode": "15046"},
    ),
    (
        "Jr. Molino 120, Dpto. 3, Barranco",
        {"street": "[jiron] Molino", "number": "120", "inside": ("Dpto. 3",), "district": "Barranco"},
    ),
    (
        "Av. Molino 120 - Piso 2 - Of. 201 - San Isidro, Lima, Perú",
        {"street": "[avenida] Molino", "number": "120", "inside": ("Piso 2", "Of. 201"),
         "district": "San Isidro", "city": "Lima"},
    ),
    ("Av. Molino cdra. 5", {"street": "[avenida] Molino", "block": "5"}),
    ("Av. Molino Cuadra 5, Lince", {"street": "[avenida] Molino", "block": "5", "district": "Lince"}),
    ("Av. Molino cdra 4 y 5", {"street": "[avenida] Molino", "block": "4/5"}),
    (
        "Av. Molino cdra 4 con Jr. Prado cdra 7 - Breña",
        {"street": "[avenida] Molino", "block": "4", "corners": ("[jiron] Prado",), "district": "Breña"},
    ),
    (
        "Av. Molino cdra 4 Jr. Prado cdra 7, Breña",
        {"street": "[avenida] Molino", "block": "4", "corners": ("[jiron] Prado",), "district": "Breña"},
    ),
    ("Ca. Molino con Ca. Prado", {"street": "[calle] Molino", "corners": ("[calle] Prado",)}),
    ("Ca. Molino y Ca. Prado", {"street": "[calle] Molino", "corners": ("[calle] Prado",)}),
    ("Ca. Molino esq. con Jr. Prado", {"street": "[calle] Molino", "corners": ("[jiron] Prado",)}),
    ("Ca. Molino, esquina Jr. Prado", {"street": "[calle] Molino", "corners": ("[jiron] Prado",)}),
    ("Av. Molino cruce con Av. Prado", {"street": "[avenida] Molino", "corners": ("[avenida] Prado",)}),
    (
        "Av. Molino (Viejo) cdra 3 con óvalo Prado, Barranco",
        {"street": "[avenida] Molino", "rest": "(Viejo)", "block": "3", "corners": ("[ovalo] Prado",),
         "district": "Barranco"},
    ),
    ("Mz. B Lt. 12, Urb. Las Lomas, Ate", {"lot": "Mz. B Lt. 12", "quarters": ("Urb. Las Lomas",),
                                          "district": "Ate"}),
    (
        "Calle Los Sauces Mz B Lote 12 Urb. Las Lomas - Ate",
        {"street": "[calle] Los Sauces", "lot": "Mz. B Lt. 12", "quarters": ("Urb. Las Lomas",),
         "district": "Ate"},
    ),
    (
        "Manzana C1 Lote 4A, AA.HH. Nuevo Sol, Comas",
        {"lot": "Mz. C1 Lt. 4A", "quarters": ("AA.HH. Nuevo Sol",), "district": "Comas"},
    ),
    (
        "Jr. Molino 120, Asentamiento Humano Nuevo Sol",
        {"street": "[jiron] Molino", "number": "120", "quarters": ("Asentamiento Humano Nuevo Sol",)},
    ),
    ("Carretera Central km 19,5, Chosica", {"street": "[carretera] Central", "km": 19.5,
                                            "district": "Chosica"}),
    ("Óvalo Molino s/n, Surco", {"street": "[ovalo] Molino", "without": True, "district": "Surco"}),
    ("Av. Molino S/Nº", {"street": "[avenida] Molino", "without": True}),
    ("Av. Molino sin número", {"street": "[avenida] Molino", "without": True}),
    (
        "Av. Molino 120, frente al parque, San Luis, Lima",
        {"street": "[avenida] Molino", "number": "120", "reference": "frente al parque",
         "district": "San Luis", "city": "Lima"},
    ),
    (
        "Av. Molino 120, a espaldas del mercado",
        {"street": "[avenida] Molino", "number": "120", "reference": "a espaldas del mercado"},
    ),
    (
        "Jr. Molino 120 (al costado del colegio)",
        {"street": "[jiron] Molino", "number": "120", "reference": "al costado del colegio"},
    ),
    ("Av. Molino 120, Lima 18", {"street": "[avenida] Molino", "number": "120", "city": "Lima",
                                 "postcode": "18"}),
    ("Dirección: Jr. Molino 120", {"street": "[jiron] Molino", "number": "120"}),
    ("Parque Molino con Av. Prado 170, Lince", {"street": "[parque] Molino", "corners": ("[avenida] Prado",),
                                                "district": "Lince"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "street"), STREETS)
def test_the_kind_of_street_is_known_by_its_short_forms(text: str, street: str) -> None:
    assert parts_of(parse_address(text, country="PE")) == {"street": street, "number": "120"}


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_what_stands_around_the_street_is_told_apart(text: str, expected: dict[str, Any]) -> None:
    assert parts_of(parse_address(text, country="PE")) == expected
