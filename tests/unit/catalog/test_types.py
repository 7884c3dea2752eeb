from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.catalog.types import (
    ANY,
    Attribute,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    check_value,
    hcl,
    is_assignable,
    parse_type,
)
from aiarch.errors import InputError

STRING, NUMBER = Primitive("string"), Primitive("number")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("string", STRING),
        ("  bool # yes\n", Primitive("bool")),
        ("boolean", Primitive("bool")),
        ("integer", Primitive("integer")),
        ("list", Collection("list", ANY)),
        ("list(string)", Collection("list", STRING)),
        ("set( map( number ) )", Collection("set", Collection("map", NUMBER))),
        ("tuple([string, number,])", TupleType((STRING, NUMBER))),
        ("object({})", ObjectType({})),
        ("object({ a = string, \"b-c\" : number })", ObjectType({"a": Attribute(STRING), "b-c": Attribute(NUMBER)})),
        (
            'object({\n  # why\n  a = optional(string, "x, (y)")\n\n  b = optional(list(number))\n})',
            ObjectType(
                {
                    "a": Attribute(STRING, optional=True, default='"x, (y)"'),
                    "b": Attribute(Collection("list", NUMBER), optional=True),
                }
            ),
        ),
        (
            "object({ a = optional(map(string), { k = [1, 2] }) })",
            ObjectType(
                {"a": Attribute(Collection("map", STRING), optional=True, default="{ k = [1, 2] }")}
            ),
        ),
    ],
)  # fmt: skip
def test_parse_type_reads_what_terraform_reads(text: str, tree: Type) -> None:
    assert parse_type(text) == tree


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("strin", "did you mean 'string'?"),
        ("", "expected a word"),
        ("list(string", "expected ')'"),
        ("list(string))", "unexpected ')'"),
        ("object({a string})", "expected '=' after 'a'"),
        ("object({a = string b = string})", "expected ',' or a new line after 'a'"),
        ("object({a = string, a = number})", "attribute 'a' stands twice"),
        ("object({a = optional(string,)})", "has no default"),
        ("tuple([string number])", "expected ',' or ']'"),
        ("${var.x}", "expected a word"),
        ('"', "cannot read"),
        ("list(" * 60 + "string" + ")" * 60, "nested deeper than 30"),
    ],
)
def test_parse_type_names_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_type(text)
    assert words in caught.value.message + caught.value.hint


def _types() -> st.SearchStrategy[Type]:
    names = st.sampled_from(["a", "b-c", "long_name"])
    leaf: st.SearchStrategy[Type] = st.sampled_from(["string", "number", "bool", "any"]).map(
        Primitive
    )

    def grow(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
        attribute = st.builds(
            lambda t, optional, default: Attribute(t, optional, default if optional else ""),
            inner,
            st.booleans(),
            st.sampled_from(["", "null", '"x"', "{}"]),
        )
        return st.one_of(
            st.builds(Collection, st.sampled_from(["list", "set", "map"]), inner),
            st.builds(ObjectType, st.dictionaries(names, attribute, max_size=3)),
            st.builds(TupleType, st.lists(inner, max_size=3).map(tuple)),
        )

    return st.recursive(leaf, grow, max_leaves=8)


@given(_types())
def test_hcl_then_parse_is_identity(kind: Type) -> None:
    assert parse_type(hcl(kind)) == kind


@given(_types())
def test_is_assignable_to_itself_always(kind: Type) -> None:
    assert is_assignable(kind, kind)


@pytest.mark.parametrize(
    ("text", "value", "faults"),
    [
        ("string", "x", []),
        ("string", None, []),
        ("string", 1, ["expected text, found 1"]),
        ("number", True, ["expected a number, found a truth value"]),
        ("number", 1.5, []),
        ("integer", 1.5, ["expected a whole number, found 1.5"]),
        ("bool", "true", ["expected true or false, found 'true'"]),
        ("any", {"x": [1, "y"]}, []),
        ("list(string)", "x", ["expected a list, found 'x'"]),
        ("list(string)", ["a", 2, None], ["[1]: expected text, found 2", "[2]: expected text, found null"]),
        ("set(number)", [1, 2, 1], ["[2]: 1 stands twice"]),
        ("map(list(number))", {"a": [1], "b": ["x"]}, ["b[0]: expected a number, found 'x'"]),
        ("tuple([string, number])", ["a"], ["expected a list of 2, found a list"]),
        ("tuple([string, number])", ["a", "b"], ["[1]: expected a number, found 'b'"]),
        ("object({name = string, days = optional(number)})", {"name": "x"}, []),
        ("object({name = string, days = optional(number)})", {"days": 3}, ["name: missing"]),
        ("object({name = string})", {"name": "x", "nmae": "y"}, ["nmae: unknown attribute; did you mean 'name'?"]),
        ("map(object({port = number}))", {"web": {"port": "80"}}, ["web.port: expected a number, found '80'"]),
        ("object({a = string})", [], ["expected a mapping, found a list"]),
    ],
)  # fmt: skip
def test_check_value_lists_misfits_with_paths(text: str, value: object, faults: list[str]) -> None:
    assert check_value(parse_type(text), value) == faults


@pytest.mark.parametrize(
    ("source", "target", "fits"),
    [
        ("integer", "number", True),
        ("string", "number", False),
        ("list(string)", "set(string)", True),
        ("list(string)", "map(string)", False),
        ("list(number)", "list(string)", False),
        ("any", "object({a = string})", True),
        ("tuple([string, string])", "list(string)", True),
        ("tuple([string, number])", "list(string)", False),
        ("tuple([string])", "tuple([string, string])", False),
        ("object({a = string})", "map(string)", True),
        ("object({a = string})", "map(number)", False),
        ("object({a = string})", "object({a = string, b = optional(number)})", True),
        ("object({a = string})", "object({a = string, b = number})", False),
        ("string", "list(string)", False),
    ],
)
def test_is_assignable_holds_types_apart(source: str, target: str, fits: bool) -> None:
    assert is_assignable(parse_type(source), parse_type(target)) is fits
