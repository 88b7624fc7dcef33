"""The errors are what their module says they are."""

from __future__ import annotations

import inspect
import re

import pytest

from leadpreview import errors
from leadpreview.errors import (
    FilterProblem,
    FiltersError,
    InvalidFiltersError,
    KeywordSyntaxError,
    LeadPreviewError,
)


def _tree(root: type[Exception]) -> dict[str, str]:
    """Every class below `root` that the module defines, with the name of its parent."""
    found: dict[str, str] = {}
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            found |= {child.__name__: root.__name__, **_tree(child)}
    return found


def _drawn() -> dict[str, str]:
    """The tree that the module's docstring draws."""
    assert errors.__doc__ is not None
    lines = re.findall(r"^( *)[*x+] (\w+)", errors.__doc__, flags=re.MULTILINE)
    drawn: dict[str, str] = {}
    above: dict[int, str] = {}
    for indent, name in lines:
        depth = len(indent) // 2
        if depth:
            drawn[name] = above[depth - 1]
        above[depth] = name
    return drawn


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    assert _drawn() == _tree(LeadPreviewError)


def test_the_public_names_are_sorted_and_complete() -> None:
    assert errors.__all__ == sorted(errors.__all__)
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and value.__module__ == errors.__name__
    }
    assert set(errors.__all__) == defined


def test_one_root_catches_every_error() -> None:
    for name in _tree(LeadPreviewError):
        assert issubclass(getattr(errors, name), LeadPreviewError)
        assert name.endswith("Error")
        assert getattr(errors, name).__doc__


@pytest.mark.parametrize("kind", [FiltersError, InvalidFiltersError])
def test_a_filters_error_reads_as_all_of_its_reasons(kind: type[FiltersError]) -> None:
    first = FilterProblem("functions", "99", "functions: '99' is not in the list.")
    second = FilterProblem("nope", None, "'nope' is not a filter field.")
    error = kind(first, second)
    assert error.problems == (first, second)
    assert str(error) == f"{first.reason} {second.reason}"
    assert str(first) == first.reason


def test_a_keyword_mistake_knows_its_place() -> None:
    error = KeywordSyntaxError("sales AND", 6, "A word must follow AND.")
    assert (error.keyword, error.position) == ("sales AND", 6)
    assert [problem.field for problem in error.problems] == ["keyword"]
    assert str(error) == "A word must follow AND."


def test_a_keyword_mistake_carries_what_else_is_wrong() -> None:
    other = FilterProblem("company_type", "x", "company_type: 'x' is not a company type.")
    error = KeywordSyntaxError("sales AND", 6, "A word must follow AND.", other)
    assert [problem.field for problem in error.problems] == ["keyword", "company_type"]
    assert str(error) == f"A word must follow AND. {other.reason}"
