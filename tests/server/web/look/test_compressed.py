"""What may be told from how long a compressed page is: nothing of its secrets."""

import gzip

import pytest

from server.web.look.compressed import gzipped

TOKEN = "q8Zk3vHc0RyLwT5nXbJ1uGmE7sDf2PaK"
PAGE = f"<p>{'Kabupaten Jepara ' * 30}</p><p>/fill/%s</p><a href='/fill/{TOKEN}'>{TOKEN}</a>"


@pytest.mark.parametrize("letters", [4, 8, 24, 31])
def test_a_right_guess_beside_a_secret_is_as_long_as_a_wrong_one(letters):
    guess = TOKEN[:letters]
    right, wrong = PAGE % guess, PAGE % guess[::-1]

    assert gzip.decompress(gzipped(right, [TOKEN])).decode() == right
    assert len(gzipped(right, [TOKEN])) == len(gzipped(wrong, [TOKEN])) < len(right) / 2
    assert len(gzipped(right)) < len(gzipped(wrong)), "what it guards against"
