"""What a mail says in its writer's own words: which words are theirs, and what they seem to answer.

A guess, for a person to look at: nothing is ever recorded by it. A question answers nothing.
"""

import re
from dataclasses import dataclass

LONGEST_REASON = 200
READ = 4_000  # characters: who answers does not take more
_QUOTED = re.compile(
    r"^(?:>|On .{5,200} wrote:|Pada .{5,200} menulis:|-{2,} ?(?:Original Message|Pesan Asli|Forwarded message)"
    r"|(?:From|Dari): .{3,200}\n(?:Sent|Dikirim|Date|Tanggal|To|Kepada):)",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]+)*[.!?]?")  # the point of 10.30 ends none
_COME = r"(?:hadir|menghadiri|datang|ikut|mengikuti|bergabung)"
_PATTERNS = {
    "declined": r"\bberhalangan\b"
    rf"|\b(?:tidak|tak|belum) (?:dapat|bisa|akan|bersedia|sempat|jadi)(?: \w+){{0,2}} {_COME}\b"
    rf"|\b(?:saya|kami) (?:tidak|tak|belum) (?:dapat|bisa|bersedia)\b|\b(?:tidak|tak) {_COME}\b"
    r"|\b(?:can(?:no|')t|cannot|unable to|not able to|won't|will not)(?: \w+){0,2} (?:attend|join|come|make)\b",
    "tentative": r"\bbelum (?:pasti|tahu)\b|\bbelum (?:dapat|bisa) memastikan\b|\bmasih (?:menunggu|dipastikan)\b"
    rf"|\b(?:mungkin|kemungkinan) (?:bisa |dapat )?{_COME}\b|\bnot sure\b|\btentative(?:ly)?\b|\bmay be able\b",
    "accepted": rf"\b(?:akan|bersedia|dapat|bisa|siap|pasti|insya ?allah)(?: untuk)? {_COME}\b"
    r"|\b(?:saya|kami) (?:siap|hadir|bersedia|sanggup)\b"
    r"|\b(?:will|can|happy to|glad to) (?:attend|join|come|be there)\b|\bI accept\b",
}
_ANSWERS = {answer: re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE) for answer, pattern in _PATTERNS.items()}


@dataclass(frozen=True)
class Guess:
    """What the words seem to answer, and the sentence that says so; `spans` are the words it was guessed from, by where
    they stand in the text; `mixed`: other words of it answer otherwise."""

    answer: str
    reason: str
    spans: tuple[tuple[int, int], ...]
    mixed: bool


def own_words(text: str) -> tuple[str, str]:
    """What its writer wrote, and what is quoted beneath; all of it where everything is quoted."""
    quoted = _QUOTED.search(text)
    if quoted is None or not text[: quoted.start()].strip():
        return text.strip(), ""
    return text[: quoted.start()].strip(), text[quoted.start() :].strip()


def guess(text: str) -> Guess | None:
    """What the words of `own_words` seem to answer; None where they seem to answer nothing. Who declines and offers
    another time declines."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for sentence in _SENTENCE.finditer(text, 0, READ):
        if sentence.group().endswith("?"):
            continue
        taken: list[
            tuple[int, int]
        ] = []  # what is denied is not also affirmed: "tidak dapat hadir" holds "dapat hadir"
        for answer, pattern in _ANSWERS.items():
            for match in pattern.finditer(text, sentence.start(), sentence.end()):
                if all(match.end() <= since or until <= match.start() for since, until in taken):
                    taken.append(match.span())
                    found.setdefault(answer, []).append((*match.span(), sentence.group().strip()))
    deciding = next((one for one in _ANSWERS if one in found), None)
    if deciding is None:
        return None
    spans = sorted((since, until) for places in found.values() for since, until, _ in places)
    return Guess(deciding, found[deciding][0][2][:LONGEST_REASON], tuple(spans), len(found) > 1)
