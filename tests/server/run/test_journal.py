"""What goes wrong is one line for whoever runs the server, ours and the libraries' alike, without a person's secret."""

import contextlib
import io
import logging
import re

import structlog
from houses import on_one_store, open_house
from structlog.testing import capture_logs

from server.run import journal
from server.web.route import Route

LINE = r"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z \[{level} *\] {words}"


def test_lines_of_ours_and_of_libraries_look_alike_and_tracebacks_show_no_values(capsys):
    journal.set_up()
    try:
        structlog.get_logger().warning("mail-failed", mail="m-1", reason="550 no such user")
        logging.getLogger("aiohttp.server").warning("a library's own")
        try:
            values_of("RAHASIA")
        except AttributeError:
            structlog.get_logger().exception("round-failed", of="webhooks")
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[], force=True)

    said = capsys.readouterr()
    ours, theirs, failed, *traceback = said.err.splitlines()
    assert re.fullmatch(LINE.format(level="warning", words="mail-failed mail=m-1 reason='550 no such user'"), ours)
    assert re.fullmatch(LINE.format(level="warning", words="a library's own"), theirs)
    assert re.fullmatch(LINE.format(level="error", words="round-failed of=webhooks"), failed)
    assert "AttributeError" in traceback[-1] and "RAHASIA" not in "".join(traceback).replace('values_of("RAHASIA")', "")
    assert said.out == ""


def test_a_line_that_cannot_be_written_fails_nobody():
    gone = io.StringIO()
    try:
        with contextlib.redirect_stderr(gone):
            journal.set_up()
            gone.close()
            structlog.get_logger().info("request", status=201)
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[], force=True)


def values_of(text):
    text.no_such_method()


@on_one_store
async def test_what_failed_is_named_by_its_place_and_never_by_the_secret_in_it(store, clock, tmp_path):
    async def fails(_):
        raise RuntimeError

    table = [Route("GET", "/enter/{token}", fails, None)]
    async with open_house(store, clock, tmp_path / "data", table=table) as house:
        with capture_logs() as said:
            assert (await house.nobody.get("//enter/RAHASIA")).status == 500

    (line,) = [one for one in said if one["event"] == "request-failed"]
    assert (line["method"], line["path"]) == ("GET", "/enter/{token}")
    assert "RAHASIA" not in repr({key: value for key, value in line.items() if key != "exc_info"})
