"""Canonical JSON by RFC 8785: its own examples, and every number that JavaScript writes the same."""

import json
import shutil
import struct
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.values.proof.canonical import canonical, number


@pytest.mark.parametrize(
    ("bits", "text"),
    [  # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555555", "333333333.3333333"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_the_numbers_of_the_rfc(bits, text):
    assert number(struct.unpack(">d", bytes.fromhex(bits))[0]) == text


def test_the_document_of_the_rfc():
    document = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(document).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_stand_in_the_order_of_their_utf_16_units():
    document = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical(document))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), {"a": float("-inf")}])
def test_what_no_json_number_is_has_no_form(wrong):
    with pytest.raises(ValueError, match="JSON"):
        canonical(wrong)


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists))
def test_the_form_reads_back_to_the_document(document):
    assert json.loads(canonical(document), parse_int=float) == document


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_javascript_writes_the_same_numbers():
    values = [1 / 3, 1e21, 1e-7, 123456789012345680000.0, 0.1 + 0.2, 5e-324, 2.5, 100.0, -1e16, 1e-5]
    said = subprocess.run(["node", "-p", f"JSON.stringify({values})"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == canonical(values).decode()
