"""The filter object: one canonical form, and refusals that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pydantic
import pytest

from leadpreview import catalog
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters

LIST_FIELDS = [
    name
    for name, field in FIELDS.items()
    if field.kind not in (ValueKind.TOGGLE, ValueKind.KEYWORD)
]
CLOSED_FIELDS = [name for name, field in FIELDS.items() if field.kind is ValueKind.CLOSED]
ID_FIELDS = [
    name for name, field in FIELDS.items() if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY)
]
FREE_FIELDS = sorted(set(LIST_FIELDS) - set(CLOSED_FIELDS) - set(ID_FIELDS))
TOGGLES = [name for name, field in FIELDS.items() if field.kind is ValueKind.TOGGLE]


def refused(data: object) -> tuple[FilterProblem, ...]:
    """The problems with which a request is refused."""
    with pytest.raises(InvalidFiltersError) as caught:
        LeadFilters.from_request(data)
    assert caught.value.problems
    return caught.value.problems


def one_problem(data: object) -> FilterProblem:
    """The only problem with which a request is refused."""
    (problem,) = refused(data)
    return problem


# One canonical form


def test_no_filters_are_empty() -> None:
    empty = LeadFilters()
    assert empty.is_empty
    assert empty.active == ()
    assert empty.to_request() == {}
    assert empty.live


@pytest.mark.parametrize("name", FREE_FIELDS)
def test_order_repetition_and_surrounding_space_do_not_matter(name: str) -> None:
    one = LeadFilters.from_request({name: ["beta", "Alpha"]})
    other = LeadFilters.from_request({name: ("\tAlpha ", "beta\n", "Alpha", "", "  ")})
    assert one == other
    assert hash(one) == hash(other)
    assert one.values(name) == ("Alpha", "beta")


@pytest.mark.parametrize("name", ID_FIELDS)
def test_ids_are_kept_once_and_in_the_order_of_their_numbers(name: str) -> None:
    one = LeadFilters.from_request({name: ["101", "9", " 101 "]})
    other = LeadFilters.from_request({name: ["9", "101"]})
    assert one == other
    assert hash(one) == hash(other)
    assert one.values(name) == ("9", "101")


@pytest.mark.parametrize("name", CLOSED_FIELDS)
def test_values_of_a_closed_list_are_in_the_order_of_the_list(name: str) -> None:
    listing = getattr(catalog, str(FIELDS[name].listing))
    shuffled = [*reversed(listing.ids), listing.ids[0]]
    assert LeadFilters.from_request({name: shuffled}).values(name) == listing.ids


def test_the_order_of_the_fields_does_not_matter() -> None:
    one = LeadFilters(keyword=" saas ", job_titles=("CEO",))
    other = LeadFilters.from_request({"job_titles": ["CEO"], "keyword": "saas"})
    assert one == other
    assert hash(one) == hash(other)
    assert {one: "found"}[other] == "found"


@pytest.mark.parametrize("name", LIST_FIELDS)
def test_an_empty_list_is_an_absent_field(name: str) -> None:
    for nothing in ([], (), ["", " \t"]):
        filters = LeadFilters.from_request({name: nothing})
        assert filters == LeadFilters()
        assert hash(filters) == hash(LeadFilters())
        assert filters.active == ()


def test_an_empty_keyword_and_a_toggle_that_is_off_are_absent_fields() -> None:
    filters = LeadFilters.from_request({"keyword": " \n", **dict.fromkeys(TOGGLES, False)})
    assert filters == LeadFilters()


def test_different_questions_are_different() -> None:
    asked = [LeadFilters(), LeadFilters(live=False), LeadFilters(keyword="CEO")]
    asked += [LeadFilters.from_request({name: ["1"]}) for name in ID_FIELDS]
    asked += [LeadFilters.from_request({name: ["1"]}) for name in FREE_FIELDS]
    asked += [LeadFilters.from_request({name: True}) for name in TOGGLES]
    assert len(set(asked)) == len(asked)


def test_live_is_a_mode_and_constrains_nobody() -> None:
    filters = LeadFilters(live=False)
    assert filters.is_empty
    assert "live" not in filters.active
    assert filters.to_request() == {"live": False}
    assert filters != LeadFilters()


def test_filters_cannot_be_changed_in_place() -> None:
    filters: Any = LeadFilters()
    with pytest.raises(pydantic.ValidationError):
        filters.keyword = "x"


def test_text_keeps_its_case_accents_and_inner_space() -> None:
    filters = LeadFilters(job_titles=("Léad  Göner", '"head of sales"'))
    assert set(filters.job_titles) == {"Léad  Göner", '"head of sales"'}


# What is accepted


def test_the_documented_request_is_accepted() -> None:
    """Contract 2.2."""
    body = {
        "job_titles": ["VP of Sales", "Chief Revenue Officer"],
        "seniority_levels": ["300", "310"],
        "functions": ["25"],
        "included_industries": ["96"],
        "included_locations": ["101452733"],
    }
    filters = LeadFilters.from_request(body)
    assert filters.active == (
        "job_titles",
        "seniority_levels",
        "functions",
        "included_industries",
        "included_locations",
    )
    assert filters.to_request() == {
        **body,
        "job_titles": ["Chief Revenue Officer", "VP of Sales"],
    }


def test_keys_without_effect_are_passed_over() -> None:
    """The vendor's own client sends them with every preview (contract 2.1)."""
    ignored = {
        "webhook_url": "https://example.org",
        "name": "n",
        "limit": 5,
        "streaming": True,
        "scale": None,
        "custom": {"a": [1]},
    }
    assert LeadFilters.from_request({"keyword": "x", **ignored}) == LeadFilters(keyword="x")


def test_closed_lists_are_those_of_the_contract() -> None:
    """Contract 3.2: the lead search knows eight headcounts, and one list of years."""
    everything: dict[str, list[str]] = {
        "functions": [str(number) for number in range(1, 27)],
        "seniority_levels": ["100", "110", "120", "130", "200", "210", "220", "300", "310", "320"],
        "company_size": (
            ["1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+"]
        ),
        "years_in_current_position": list("12345"),
        "years_at_current_company": list("12345"),
        "years_of_experience": list("12345"),
    }
    assert sorted(everything) == sorted(CLOSED_FIELDS)
    for name, accepted in everything.items():
        assert list(LeadFilters.from_request({name: accepted}).values(name)) == accepted
        problem = one_problem({name: ["no such value"]})
        assert list(problem.accepted) == accepted


@pytest.mark.parametrize("name", ID_FIELDS)
@pytest.mark.parametrize("unknown", ["0", "123", "9999999999999999999"])
def test_open_lists_accept_ids_that_we_do_not_know(name: str, unknown: str) -> None:
    """The service knows more places and industries than the catalogue."""
    assert LeadFilters.from_request({name: [unknown]}).values(name) == (unknown,)


@pytest.mark.parametrize("name", FREE_FIELDS)
def test_text_is_checked_for_shape_only(name: str) -> None:
    for text in ("anything", "123", "https://example.org/x?y=1", "💼", "F", "Public Company"):
        assert LeadFilters.from_request({name: [text]}).values(name) == (text,)


# What is refused, and how


@pytest.mark.parametrize("name", LIST_FIELDS)
@pytest.mark.parametrize(
    "value",
    [None, "a bare string", 25, 2.5, float("nan"), True, {"a": 1}, {"25"}],
    ids=repr,
)
def test_a_list_field_refuses_what_is_no_list(name: str, value: object) -> None:
    problem = one_problem({name: value})
    assert problem.field == name
    assert problem.value == (value if isinstance(value, str) else repr(value))
    assert name in problem.reason
    assert "list of strings" in problem.reason


@pytest.mark.parametrize("name", LIST_FIELDS)
@pytest.mark.parametrize("item", [None, 25, 2.5, True, ["25"], {"a": 1}, b"25"], ids=repr)
def test_a_list_field_refuses_items_that_are_no_text(name: str, item: object) -> None:
    """Ids too travel as strings (contract 2.2)."""
    problem = one_problem({name: [item]})
    assert (problem.field, problem.value) == (name, repr(item))


@pytest.mark.parametrize("name", TOGGLES)
@pytest.mark.parametrize("value", ["true", "false", "", None, 0, 1, [], [True]], ids=repr)
def test_a_toggle_takes_true_or_false_and_nothing_like_it(name: str, value: object) -> None:
    problem = one_problem({name: value})
    assert problem.field == name
    assert "true or false" in problem.reason


@pytest.mark.parametrize("value", ["false", 0, None, []], ids=repr)
def test_live_takes_true_or_false_and_nothing_like_it(value: object) -> None:
    assert one_problem({"live": value}).field == "live"


@pytest.mark.parametrize("value", [None, 1, True, ["saas"], {"q": "saas"}], ids=repr)
def test_the_keyword_is_one_text(value: object) -> None:
    assert one_problem({"keyword": value}).field == "keyword"


@pytest.mark.parametrize("name", CLOSED_FIELDS)
def test_a_closed_list_refuses_with_the_nearest_and_the_whole_list(name: str) -> None:
    listing = getattr(catalog, str(FIELDS[name].listing))
    meant = listing.entries[2]
    problem = one_problem({name: [meant.id, f" {meant.label} only"]})
    assert problem.field == name
    assert problem.value == f"{meant.label} only"
    assert meant.id in problem.nearest
    assert problem.accepted == listing.ids
    assert all(entry.id in problem.reason for entry in listing)
    assert name in problem.reason


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("seniority_levels", "VP", "300"),
        ("seniority_levels", "Vice Presidant", "300"),
        ("functions", "sales", "25"),
        ("functions", "HR", "12"),
        ("company_size", "51-200 employees", "51-200"),
        ("company_size", "501-1,000", "501-1000"),
        ("included_locations", "Germany", "101282230"),
        ("included_industries", "Software Development", "4"),
        ("company_headquarters", "Deutschland", "101282230"),
    ],
)
def test_what_people_write_instead_of_an_id_leads_to_it(
    name: str, value: str, nearest: str
) -> None:
    problem = one_problem({name: [value]})
    assert problem.nearest[0] == nearest
    assert repr(value) in problem.reason
    assert nearest in problem.reason


def test_the_ninth_headcount_is_not_for_leads() -> None:
    """Contract 6: "Self-employed" is not in the enum of the lead search."""
    assert "Self-employed" not in one_problem({"company_size": ["Self-employed"]}).accepted


@pytest.mark.parametrize("name", ID_FIELDS)
@pytest.mark.parametrize(
    "value", ["12a", "-1", "1.0", "1 2", "+49", "\u0661\u0662", "²", "9" * 20, "urn:li:1"]
)
def test_open_lists_refuse_what_is_no_string_of_digits(name: str, value: str) -> None:
    problem = one_problem({name: [value]})
    assert (problem.field, problem.value) == (name, value)
    assert problem.accepted == ()


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("job_title", "job_titles"),
        ("location", "included_locations"),
        ("seniority", "seniority_levels"),
        ("Keyword", "keyword"),
        ("excluded_company", "excluded_companies"),
        ("zzz", None),
        ("", None),
    ],
)
def test_an_unknown_field_is_refused_with_the_field_that_was_meant(
    key: str, nearest: str | None
) -> None:
    problem = one_problem({key: ["x"]})
    assert (problem.field, problem.value) == (key, None)
    assert repr(key) in problem.reason
    if nearest is None:
        assert problem.nearest == ()
    else:
        assert nearest in problem.nearest
        assert nearest in problem.reason


def test_every_mistake_is_named_and_not_the_first_only() -> None:
    problems = refused(
        {"functions": ["25", "99", 7], "live": "no", "nope": [], "included_locations": ["here"]}
    )
    assert [(problem.field, problem.value) for problem in problems] == [
        ("functions", "99"),
        ("functions", "7"),
        ("live", "no"),
        ("nope", None),
        ("included_locations", "here"),
    ]


def test_a_long_refused_value_is_shortened() -> None:
    problem = one_problem({"functions": "x" * 100_000})
    assert len(problem.reason) < 300
    assert len(str(problem.value)) <= 80


@pytest.mark.parametrize("data", [{"keyword": "\ud800"}, {"job_titles": ["\udfff"]}])
def test_half_a_surrogate_pair_is_refused_in_words_that_can_be_shown(data: object) -> None:
    for problem in refused(data):
        assert problem.reason.encode()


def test_every_refusal_can_be_shown_and_stored_as_utf_8() -> None:
    odd = "\ud800"
    data = {"job_titles": odd, odd: 1, "live": odd, "functions": [[odd]], "keyword": odd}
    for problem in refused(data):
        assert f"{problem.field}{problem.value}{problem.reason}".encode()


def _nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [_nested(5_000), 10**5_000, [10**5_000]], ids=["deep", "long", "long in a list"]
)
def test_values_that_python_cannot_even_print_are_refused_like_any_other(value: object) -> None:
    for name in ("job_titles", "keyword", "live", "past_colleague"):
        assert one_problem({name: value}).field == name
    assert one_problem({"functions": [value]}).field == "functions"


# No foreign exception from any way of building one

UNKNOWN: dict[str, Any] = {"nope": 1}
BAD: dict[str, Any] = {"functions": ["99"], "job_titles": "bare", "nope": 1, "live": 3}


@pytest.mark.parametrize(
    "build",
    [
        lambda: LeadFilters(**BAD),
        lambda: LeadFilters(functions=("99",)),
        lambda: LeadFilters(**UNKNOWN),
        lambda: LeadFilters.model_validate(BAD),
        lambda: LeadFilters.model_validate(BAD, strict=True),
        lambda: LeadFilters.model_validate(3),
        lambda: LeadFilters.model_validate(object(), from_attributes=True),
        lambda: LeadFilters.model_validate_json(json.dumps(BAD)),
        lambda: LeadFilters.model_validate_json("{"),
        lambda: LeadFilters.model_validate_json(b"\xff"),
        lambda: LeadFilters.model_validate_json(""),
        lambda: LeadFilters.model_validate_json("[]"),
        lambda: LeadFilters.model_validate_json("null"),
        lambda: LeadFilters.model_validate_strings({"functions": "25"}),
        lambda: LeadFilters.from_request(BAD),
        lambda: LeadFilters.from_request([]),
        lambda: LeadFilters.from_request(None),
        lambda: LeadFilters.from_request({1: [], None: 2}),
        lambda: LeadFilters().with_("functions", ["99"]),
        lambda: LeadFilters().with_("nope", ["99"]),
        lambda: LeadFilters().with_("job_titles", "bare"),
        lambda: LeadFilters().with_("past_colleague", "true"),
    ],
)
def test_whatever_the_way_a_refusal_is_ours(build: Callable[[], LeadFilters]) -> None:
    with pytest.raises(InvalidFiltersError) as caught:
        build()
    assert all(problem.reason.endswith((".", "?")) for problem in caught.value.problems)


def test_filters_are_built_from_filters_and_from_their_json() -> None:
    filters = LeadFilters(job_titles=("CEO",), live=False)
    assert LeadFilters.model_validate(filters) is filters
    assert LeadFilters.model_validate_json(filters.to_json()) == filters
    assert LeadFilters.from_request(filters) == filters


# Salvage


def test_what_is_right_is_kept_and_what_is_not_is_said() -> None:
    filters, problems = LeadFilters.salvage(
        {
            "seniority_levels": ["300", "999"],
            "job_titles": ["CEO", 5],
            "included_locations": "Germany",
            "keyword": " saas ",
            "past_colleague": "yes",
            "live": "yes",
            "nope": ["x"],
        }
    )
    assert filters == LeadFilters(seniority_levels=("300",), job_titles=("CEO",), keyword="saas")
    assert [problem.field for problem in problems] == [
        "seniority_levels",
        "job_titles",
        "included_locations",
        "past_colleague",
        "live",
        "nope",
    ]


def test_salvaging_what_is_right_leaves_nothing_out() -> None:
    body = {"functions": ["25"], "live": False, "viewed_your_profile": True}
    assert LeadFilters.salvage(body) == (LeadFilters.from_request(body), ())


# Parts of a question

FULL: Mapping[str, object] = {
    "job_titles": ["CEO", "CTO"],
    "functions": ["25"],
    "keyword": "saas",
    "excluded_locations": ["101282230"],
    "past_colleague": True,
    "live": False,
}


def test_active_fields_come_in_the_order_in_which_people_read_them() -> None:
    assert LeadFilters.from_request(FULL).active == (
        "job_titles",
        "functions",
        "excluded_locations",
        "keyword",
        "past_colleague",
    )


def test_values_are_text_whatever_the_field() -> None:
    full = LeadFilters.from_request(FULL)
    assert full.values("job_titles") == ("CEO", "CTO")
    assert full.values("keyword") == ("saas",)
    assert full.values("past_colleague") == ("true",)
    for name in FIELDS:
        assert LeadFilters().values(name) == ()


def test_lifting_fields_leaves_the_others_and_the_mode() -> None:
    full = LeadFilters.from_request(FULL)
    lifted = full.without("job_titles", "past_colleague")
    assert lifted.active == ("functions", "excluded_locations", "keyword")
    assert not lifted.live
    assert full.without() == full
    assert full.without("past_titles") == full
    assert full.without(*full.active) == LeadFilters(live=False)


def test_keeping_fields_lifts_the_others() -> None:
    full = LeadFilters.from_request(FULL)
    assert full.only("keyword", "functions").active == ("functions", "keyword")
    assert full.only(*full.active) == full
    assert full.only("past_titles").is_empty
    assert not full.only("keyword").live


def test_a_lifted_question_is_the_question_that_was_never_narrowed() -> None:
    """Both are one key in every table of answers."""
    lifted = LeadFilters(job_titles=("CEO",), keyword="saas").without("keyword")
    assert lifted == LeadFilters(job_titles=("CEO",))
    assert hash(lifted) == hash(LeadFilters(job_titles=("CEO",)))


def test_replacing_a_field_checks_and_orders_it() -> None:
    full = LeadFilters.from_request(FULL)
    assert full.with_("functions", iter(["4", " 25", "4"])).functions == ("4", "25")
    assert full.with_("functions", []).functions == ()
    assert full.with_("keyword", " b2b ").keyword == "b2b"
    assert full.with_("past_colleague", values=False).past_colleague is False
    assert full.with_("live", values=True).live
    assert full == LeadFilters.from_request(FULL)


def test_the_request_holds_what_is_active_and_nothing_else() -> None:
    assert LeadFilters.from_request(FULL).to_request() == FULL
    assert LeadFilters.from_request({**FULL, "live": True}).to_request() == {
        name: value for name, value in FULL.items() if name != "live"
    }


def test_the_json_keeps_text_as_it_was_typed() -> None:
    assert LeadFilters(keyword="Łódź 営業").to_json() == '{"keyword": "Łódź 営業"}'
    assert LeadFilters(keyword="x").to_json(indent=2) == '{\n  "keyword": "x"\n}'


@pytest.mark.parametrize("values", [None, 3, 1.5])
def test_a_field_cannot_be_replaced_by_what_is_no_list(values: Any) -> None:
    with pytest.raises(InvalidFiltersError, match="job_titles"):
        LeadFilters(keyword="saas").with_("job_titles", values)


@pytest.mark.parametrize("name", ["nope", "job_title", ""])
def test_an_unknown_field_can_be_neither_lifted_nor_asked_alone(name: str) -> None:
    """Asked alone it would be a question for everybody."""
    filters = LeadFilters(keyword="saas", functions=("25",))
    for ask in (filters.without, filters.only):
        with pytest.raises(ValueError, match=f"{name!r} is not a filter field"):
            ask("keyword", name)
    assert filters.only("functions", "live") == LeadFilters(functions=("25",))
