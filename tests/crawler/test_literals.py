"""What scripts hold as JavaScript and not as JSON: bare keys, parameters, and lists whose members are numbers of places."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.literals import states, unflattened


def state(expression: str):
    return list(states(f"window.__NUXT__={expression};"))


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("{a:1,'b':\"2\",\"c\":-3.5,$d_1:.5}", {"a": 1, "b": "2", "c": -3.5, "$d_1": 0.5}),
        ("{a:true,b:false,c:null,d:undefined,e:void 0,f:!0,g:!1}",
         {"a": True, "b": False, "c": None, "d": None, "e": None, "f": True, "g": False}),
        ("{a:[1,,2,],b:{},c:[]}", {"a": [1, None, 2], "b": {}, "c": []}),
        (r"{a:'\u003Cp\u003E\x41\'\"\/\n\u{1F600}',b:`c`}", {"a": "<p>A'\"/\n😀", "b": "c"}),
        (r"{a:'\ud83d\ude00',b:'\ud83d'}", {"a": "😀", "b": "\ufffd"}),
        ('{a:new Date("2026-11-20"),b:new Set,c:Array(3),d:x.y.z(1),e:Symbol("s")}',
         {"a": "2026-11-20", "b": None, "c": None, "d": None, "e": None}),
        ("{a:(1),b:-Infinity,c:NaN,1:2,가:3}", {"a": 1, "b": None, "c": None, "1": 2, "가": 3}),
        ("{a:unknown,b}", {"a": None, "b": None}),
    ],
)  # fmt: skip
def test_a_literal(literal, value):
    assert state(literal) == [value]


@pytest.mark.parametrize(
    "call",
    [
        '(function(a,b){return {title:a,list:[{n:b},b]}}("가",7))',
        '(function(a,b){return {title:a,list:[{n:b},b]}})("가",7)',
        '(function (a, b) { return { title: a, list: [ { n: b }, b ] }; }("가", 7))',
        '(function(a,b){a.n=b;return {title:"가",list:[a,b]}}({},7))',
        '(function(a,b){a[0]={n:b};a[1]=b;return {title:"가",list:a}}([],7))',
        '(function(a,b){a["list"]=[{n:b},b],a.title="가";return a}({},7))',
    ],
)
def test_a_function_that_fills_in_its_parameters(call):
    assert state(call) == [{"title": "가", "list": [{"n": 7}, 7]}]


def test_objects_may_hold_themselves():
    found = state("(function(a){a.self=a;return {all:[a,a]}}({}))")[0]

    assert found["all"][0] is found["all"][1] is found["all"][0]["self"]


def test_a_state_of_a_page_kept_on_its_own():
    assert list(states('__NUXT_JSONP__("/news/1", (function(a){return {data:[a]}}("가")));')) == [{"data": ["가"]}]


@pytest.mark.parametrize(
    "expression",
    [
        "{a:1",
        "{a:function(){return 1}}",
        "{a(){return 1}}",
        "{...a}",
        "{a:`${b}`}",
        '{a:"b',
        "(function(a){return a}",
        "(function(a){if(a){return a}}(1))",
        "(function(a){return {b:a}",
        "(()=>({a:1}))()",
        "(" * 5_000,
        "[" * 5_000,
        "{a:" * 5_000,
    ],
)
def test_what_is_code_or_broken_is_no_data(expression):
    assert state(expression) == []


UNITS = ("[", "{a:", "[],", ",", "a", "a.", '"', '"a",', "'\\", "`", " ", "1", "-", "!", "new ", "(", "a(", "a:1,", "\\u")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("head", ["", "[", "{a:", "(function(", "(function(a){", "(function(a){return ", "(function(a){a[", '["'])
def test_no_script_takes_long(unit, head):
    text = "window.__NUXT__=" + head + unit * (500_000 // len(unit))
    begin = process_time()
    list(states(text))
    list(states("__NUXT__={" * 50_000))

    assert process_time() - begin < 1.5


FLAT = [
    ["ShallowReactive", 1], {"data": 2, "once": 9}, ["Reactive", 3], {"article": 4}, {"title": 5, "tags": 6, "at": 8, "no": -1},
    "새 규정", [7, 5], "코인", ["Date", "2026-11-20T01:00:00Z"], ["Set", 7],
]  # fmt: skip


def test_a_flat_list():
    article = {"title": "새 규정", "tags": ["코인", "새 규정"], "at": "2026-11-20T01:00:00Z", "no": None}

    assert unflattened(FLAT) == {"data": {"article": article}, "once": ["코인"]}


@pytest.mark.parametrize(
    ("flat", "value"),
    [
        ([["Map", 1, 2, 3, 4], "a", 1, "b", 2], {"a": 1, "b": 2}),
        ([["null", "a", 1], 5], {"a": 5}),
        ([["Reactive", 0]], None),
        ([{"a": 0}], "itself"),
        ([[99]], [None]),
        ([[1], [[2], 0], 3], [[None, "itself"]]),
        ([], None),
        ({"a": 1}, {"a": 1}),
        ("text", "text"),
    ],
)
def test_odd_flat_lists(flat, value):
    found = unflattened(flat)

    if value == "itself":
        assert found["a"] is found
    elif value == [[None, "itself"]]:
        assert found[0][0] is None and found[0][1] is found
    else:
        assert found == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(["Set", "Map", "Date", "Reactive", "null", "가"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=20,
)


@given(JSON)
def test_a_flat_list_may_hold_anything(value):
    unflattened(value)
    unflattened([value, value, 3])


@given(JSON)
def test_all_json_is_a_literal(value):
    assert state(json.dumps({"a": value})) == [{"a": value}]
