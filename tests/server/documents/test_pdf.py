"""Whatever is typed, documents are PDF/A-2: in our own fonts, else the machine's, else by the characters' numbers."""

import io

import pypdfium2
import pytest
import typst

from server.documents import pdf

SET = """#let doc = json(bytes(sys.inputs.data))
#set document(title: "x")
#set text(font: "Libertinus Serif")
#doc.text
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.typ"
    path.write_text(SET)
    return path


def words(made):
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    page = pypdfium2.PdfDocument(io.BytesIO(made))[0]
    return page.get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("ꦲꦏ꧀ꦱꦫ", "[U+A9B2 U+A98F U+A9C0 U+A9B1 U+A9AB]"),
        ("你好", "[U+4F60 U+597D]"),
        ("สวัสดี \U0001f600", "[U+0E2A U+0E27 U+0E31 U+0E2A U+0E14 U+0E35] [wajah gembira]"),
        ("\u0378", "[U+0378]"),
        ("Nguyễn Š", "Nguyễn Š"),
    ],
)
def test_a_machine_without_fonts_sets_what_it_cannot_draw_by_its_numbers(template, monkeypatch, typed, stands):
    bare = typst.Compiler(ignore_system_fonts=True)
    monkeypatch.setattr(pdf, "_compiler", lambda own_fonts: bare)

    assert stands in " ".join(words(pdf.pdf(template, {"text": f"Awal {typed} akhir"})).split())


@pytest.mark.parametrize(
    ("language", "stands"),
    [
        (
            "id",
            "baik [jempol ke atas warna kulit sedang] [bendera indonesia] [keluarga pria wanita anak perempuan] © 5",
        ),
        ("en", "baik [thumbs up medium skin tone] [Indonesia] [family man woman girl] © 5"),
    ],
)
def test_an_emoji_is_called_by_its_name_in_the_documents_language(language, stands):
    typed = "baik \U0001f44d\U0001f3fd \U0001f1ee\U0001f1e9 \U0001f468\u200d\U0001f469\u200d\U0001f467 © 5"

    assert pdf.spelled_out({"note": [typed]}, language) == {"note": [stands]}
    assert pdf.spelled_out("\u2b5a", language) == "[slanted north arrow with hooked head]"  # no emoji


@pytest.mark.parametrize("typed", ["ꦲꦏ꧀ꦱꦫ", "السلام", "你好", "\U00010330 \U0001f600", "\U0001fbfa"])
def test_with_the_machines_fonts_whatever_they_are_it_is_for_the_archive(template, typed):
    said = words(pdf.pdf(template, {"text": f"Awal {typed} akhir"}))

    assert "Awal" in said and "akhir" in said


def test_a_fault_of_ours_in_a_template_is_not_taken_for_a_lack_of_fonts(template):
    template.write_text("#doc.nothing")

    with pytest.raises(typst.TypstError):
        pdf.pdf(template, {"text": ""})
