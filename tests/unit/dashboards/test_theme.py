"""Colours: contrast by role; classes and hatching at their limits."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboards import theme


@pytest.mark.parametrize(
    "colour", [theme.TEXT, theme.SECONDARY, theme.PRIMARY, theme.LATE, theme.ON_TRACK, theme.WAITING]
)
@pytest.mark.parametrize("ground", [theme.GROUND, theme.PANEL])
def test_every_text_colour_stands_out_from_every_ground(colour: str, ground: str) -> None:
    assert theme.contrast(colour, ground) >= 4.5


def test_the_chart_writes_in_colours_that_can_be_read() -> None:
    config = theme.chart_theme()
    for part, names in {
        "axis": ("labelColor", "titleColor"),
        "legend": ("labelColor",),
        "text": ("color",),
    }.items():
        for name in names:
            assert theme.contrast(config[part][name], theme.GROUND) >= 4.5


def test_lines_around_areas_stand_out_from_the_ground() -> None:
    assert theme.contrast(theme.OUTLINE, theme.GROUND) >= 3


@pytest.mark.parametrize("colour", [*theme.SEQUENTIAL, theme.UNKNOWN_GROUND])
def test_hatching_stands_out_from_every_class(colour: str) -> None:
    assert theme.contrast(theme.hatch_colour(colour), colour) >= 3


def test_classes_get_lighter_step_by_step() -> None:
    levels = [theme.luminance(colour) for colour in theme.SEQUENTIAL]
    assert all(darker < lighter for darker, lighter in pairwise(levels))


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (0.199, 0), (0.2, 1), (0.8, 4), (1.0, 4)])
def test_a_share_on_a_limit_belongs_to_the_class_above(share: float, expected: int) -> None:
    assert theme.share_class(share) == expected


@pytest.mark.parametrize(("width", "expected"), [(0.0, 0), (0.05, 1), (0.3, 2), (0.9, 3)])
def test_a_wider_interval_is_hatched_more_densely(width: float, expected: int) -> None:
    assert theme.hatch_class(width) == expected


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
