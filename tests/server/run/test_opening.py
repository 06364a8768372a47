"""The installation's key and the modes of its files: whole or not at all, and this user's alone."""

import pytest

from server import opening
from server.opening import KEY_FILE, installation_key, open_store
from server.settings import SHIPPED, BadSettings, load
from sessions.actions.before import enrolling
from sessions.clock import wall_clock


@pytest.fixture
def settings(tmp_path):
    found = load(str(SHIPPED))
    found.server.data = tmp_path / "data"
    return found


def test_a_key_is_made_once_and_is_this_users_alone(settings):
    open_store(settings).close()
    data = settings.server.data

    assert installation_key(data) == installation_key(data)
    assert len(installation_key(data)) == 32
    assert {path.name for path in data.iterdir() if KEY_FILE in path.name} == {KEY_FILE}
    assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    for path in data.glob("sidang.db*"):
        assert path.stat().st_mode & 0o777 == 0o600, path


@pytest.mark.parametrize("text", ["", "ab" * 31, "not hexadecimal", "zz" * 32])
def test_what_is_no_key_is_refused_by_name(settings, text):
    settings.server.data.mkdir()
    (settings.server.data / KEY_FILE).write_text(text)

    with pytest.raises(BadSettings, match=KEY_FILE):
        open_store(settings)
    assert (settings.server.data / KEY_FILE).read_text() == text


def test_a_missing_key_of_a_store_that_is_not_empty_is_never_made_anew(settings):
    store = open_store(settings)
    store.write_now(enrolling.make_secretariat, "wulan@kominfo.example", now=wall_clock())
    store.close()
    (settings.server.data / KEY_FILE).unlink()

    for _ in range(2):
        with pytest.raises(BadSettings, match="is missing, and the store is not empty"):
            open_store(settings)
    assert not (settings.server.data / KEY_FILE).exists()


def test_a_full_disk_leaves_no_key_behind(settings, monkeypatch):
    settings.server.data.mkdir()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening.os, "fsync", full)
    with pytest.raises(BadSettings, match="No space left"):
        open_store(settings)
    assert [path for path in settings.server.data.iterdir() if KEY_FILE in path.name] == []
