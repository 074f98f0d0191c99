"""The pages on methods print what the engine computes, have every part, and the engine's examples run."""

from __future__ import annotations

import doctest
import importlib
import math
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gis.access.competition
import gis.decay
import gis.equity
from gis.access.competition.balanced import balanced
from gis.access.competition.raam import raam
from gis.access.competition.spatial_availability import spatial_availability
from gis.access.competition.two_step import two_step
from gis.access.cumulative import cumulative
from gis.access.cumulative_interval import cumulative_interval
from gis.access.dual import time_to_reach
from gis.access.gaps import gap_cells
from gis.access.gravity import gravity
from gis.access.group_coverage import group_coverage
from gis.access.penalty import penalty, penalty_interval, shapley_split
from gis.decay.exponential import Exponential
from gis.decay.logistic import Logistic
from gis.decay.step import Step
from gis.equity.concentration import concentration
from gis.equity.erreygers import erreygers
from gis.equity.fgt import fgt
from gis.equity.gini import gini
from gis.equity.palma import palma_between
from gis.equity.theil import theil_by_group
from gis.travel.matrix import TravelMatrix

PAGES = (
    *("cumulative", "gravity", "dual-access", "floating-catchment", "raam", "availability"),
    *("penalty", "gap", "inequality", "poverty"),
)
MEASURES = (
    *("cumulative", "cumulative_interval", "gravity", "dual"),
    *("group_coverage", "penalty", "gaps", "inputs"),
)
Says = Callable[[str, str], bool]

FROM_A = TravelMatrix.from_dense(np.array([[0.0, 300.0, 600.0, 900.0]]))
SERVICES = np.array([1.0, 2.0, 4.0, 8.0])
# The five zones of Belo Horizonte; see tests/worked/test_published_oracles.py.
ZONES = TravelMatrix.from_dense(
    60.0
    * np.array(
        [
            [5.8, 47, 48, 47, 64],
            [45, 5.8, 13, 41, 70],
            [44, 13, 5.8, 42, 67],
            [43, 43, 49, 5.8, 58],
            [60, 70, 68, 64, 5.8],
        ]
    )
)
PEOPLE = np.array([852.0, 394.0, 1969.0, 2189.0, 0.0])
JOBS = np.array([82.0, 308.0, 100.0, 109.0, 0.0])
INCOME = np.array([4757.8, 1627.8, 543.1, 3822.0, np.nan])
CITY_JOBS = np.array([22239.0, 36567.0, 42372.0, 55571.0, 26774.0])
WITHOUT_Z4 = np.array([0, 1, 2, 4])


@pytest.fixture(scope="module")
def says(repository: Path) -> Says:
    """Give a test of whether a page says something, wherever its lines break."""
    folder = repository / "docs" / "method"
    texts = {page: re.sub(r"\s+", " ", (folder / f"{page}.md").read_text()) for page in PAGES}
    return lambda page, text: text in texts[page]


def printed(value: float, digits: int = 4) -> str:
    """Print a number as the pages do, without zeros at its end."""
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if value else "0"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_question_formula_town_limits_and_source(repository: Path, page: str) -> None:
    text = (repository / "docs" / "method" / f"{page}.md").read_text()
    for part in (r"^# ", r"^\*\*Question\.\*\* .*\?", "## Formula", "## Worked town", "imits", "## Source"):
        assert re.search(part, text, re.MULTILINE | re.DOTALL), part


def test_the_pages_on_cumulative_gravity_and_dual_access_print_their_town(says: Says) -> None:
    three, seven = cumulative(FROM_A, SERVICES, cutoffs_s=np.array([300.0, 600.0]))[0]
    assert says("cumulative", f"| within 300 s | 1 + 2 | {printed(three)} |")
    assert says("cumulative", f"| within 600 s | 1 + 2 + 4 | {printed(seven)} |")
    mean = cumulative_interval(FROM_A, SERVICES, from_s=300.0, to_s=700.0)[0]
    assert says("cumulative", f"1 + 2 + 4 * 100 / 400 | {printed(mean)} |")
    score = gravity(FROM_A, SERVICES, decay=Exponential.half_life(300.0))[0]
    assert says("gravity", f"1 + 1 + 1 + 1 = {printed(score)}.")
    at_mean = Logistic(1800.0, 600.0)(np.array([1800.0]))[0]
    assert says("gravity", f"is {printed(at_mean)} at its mean")
    wanted = np.array([1.0, 3.0, 7.0, 15.0, 16.0])
    for number, time_s in zip(wanted, time_to_reach(FROM_A, SERVICES, wanted=wanted)[0], strict=True):
        told = "infinite" if math.isinf(time_s) else f"{printed(time_s)} s"
        assert says("dual-access", f"| {printed(number)} | ")
        assert says("dual-access", f" | {told} |")


def test_the_pages_on_competition_print_their_towns(says: Says) -> None:
    for name, measure in (("2SFCA", two_step), ("BFCA", balanced)):
        found = measure(ZONES, JOBS, PEOPLE, decay=Step(2700.0))
        assert says("floating-catchment", f"| {name} | {' | '.join(printed(v) for v in found)} |")
    two = raam(TravelMatrix.from_dense(np.array([[0.0, 600.0]])), np.ones(2), np.full(1, 2.0), tau_s=600.0)
    assert says("raam", f"{printed(two.demand_there[0])} people go to the near one")
    assert says("raam", f"{printed(two.demand_there[1])} to the far one, and everybody pays")
    assert says("raam", f"everybody pays {printed(two.cost[0])}.")
    towns = TravelMatrix.from_dense(60.0 * np.array([[15.0, 30, 100], [30, 15, 100], [100, 100, 15]]))
    jobs, people = np.array([1e5, 1e5, 1e4]), np.array([5e4, 1.5e5, 1e4])
    found = spatial_availability(towns, jobs, people, decay=Exponential(0.1 / 60.0))
    first, second, third = (printed(value, 0) for value in found)
    assert says("availability", f"Available: {first}, {second} and {third} jobs")


def test_the_raam_page_prints_the_cost_in_the_middle_of_the_grid(says: Says) -> None:
    x, y = np.divmod(np.arange(25.0), 5.0)
    far = np.hypot(x - 2.0, y - 2.0)[None, :] * 1e6
    cost = raam(TravelMatrix.from_dense(far), np.ones(25), np.ones(1), tau_s=60e6).cost[0]
    assert says("raam", f"pay {printed(cost)} in its middle")


def test_the_pages_on_penalty_and_gap_print_their_towns(says: Says) -> None:
    lost = penalty(np.array([1.0]), np.array([4.0]))[0]
    assert says("penalty", f"| three quarters lost | 4 | 1 | {printed(lost)} |")
    low, high = penalty_interval(np.array([[1.0], [2.0]]), np.array([[4.0], [8.0]]))[:, 0]
    assert says("penalty", f"| {printed(low)} to {printed(high)} |")
    split = shapley_split(
        lambda on: 0.2 * ("speed" in on) + 0.6 * ({"kerbs", "steps"} <= on), ["speed", "kerbs", "steps"]
    )
    assert says("penalty", ", ".join(f"{printed(value)} {name}" for name, value in split.items()))
    walk = np.array([[1, 1, 0, 1, 0], [1, 1, 1, 1, 0]], dtype=bool)
    chair = np.array([[0, 0, 0, 1, 0], [0, 1, 0, 1, 0]], dtype=bool)
    ranked = gap_cells(walk, chair, np.array([4.0, 8.0, 8.0, 16.0, 32.0])).cell + 1
    assert says("gap", f"Ranked: cells {', '.join(str(cell) for cell in ranked)}.")
    time_s = np.array([[0.0, 0.0, np.inf, np.inf], [0.0, 0.0, 0.0, np.inf]])
    group = group_coverage(time_s, SERVICES[None, :], cutoff_s=0.0)
    low_count, high_count = (printed(value) for value in group.covered[:, 0])
    assert says("gap", f"{low_count}/15 to {high_count}/15 are covered")
    assert says("gap", f"{printed(group.unknown_share[0] * 15)}/15 of the answer is assumption")


def test_the_page_on_inequality_prints_the_five_zones(says: Says) -> None:
    tables = [[zones.copy() for zones in (CITY_JOBS, PEOPLE, INCOME)]]
    tables.append([zones[WITHOUT_Z4] for zones in tables[0]])
    rows = {
        "Gini": [gini(jobs, people) for jobs, people, _ in tables],
        "Palma, between the city's quantiles of income 1,208.6 and 3,741.6": [
            palma_between(*table, poorest_to=1208.6, richest_above=3741.6) for table in tables
        ],
        "concentration": [concentration(*table) for table in tables],
        "Erreygers, observed bounds": [erreygers(*table) for table in tables],
    }
    for name, values in rows.items():
        assert says("inequality", f"| {name} | {' | '.join(printed(value) for value in values)} |"), name
    parts = theil_by_group(CITY_JOBS, PEOPLE, np.array([10, 6, 1, 10, -1]), n_groups=11)
    told = f"{printed(parts.total)} = {printed(parts.between)} between + {printed(parts.within)} within"
    assert says("inequality", told)


def test_the_page_on_poverty_prints_its_town_and_the_five_zones(says: Says) -> None:
    access, people = np.array([0.0, 5.0, 10.0, 20.0]), np.array([1.0, 2.0, 4.0, 1.0])
    share, mean, square = (fgt(access, people, line=10.0, power=power) for power in (0, 1, 2))
    assert says("poverty", f"`P_0 = {printed(share)}`; `P_1 = (1 + 2 * 0.5) / 8 = {printed(mean)}`")
    assert says("poverty", f"`P_2 = (1 + 2 * 0.25) / 8 = {printed(square)}`")
    for zones, line, before in (
        (np.arange(5), 100_000.0, "line 100,000: "),
        (WITHOUT_Z4, 100_000.0, "without Z4 "),
        (np.arange(5), 10_000.0, "line 10,000: "),
    ):
        found = [fgt(CITY_JOBS[zones], PEOPLE[zones], line=line, power=power) for power in (0, 1, 2)]
        assert says("poverty", before + ", ".join(printed(value) for value in found))


@pytest.mark.parametrize(
    "name",
    [
        *(f"gis.access.{measure}" for measure in MEASURES),
        *(
            module.name
            for package in (gis.decay, gis.equity, gis.access.competition)
            for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        ),
    ],
)
def test_the_examples_in_the_docstrings_of_measures_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
