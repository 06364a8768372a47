"""A store is brought to the present revision when it is opened, and one that is newer is refused."""

import pytest
from sqlalchemy import inspect, make_url, text

from sessions.store.engine import Unusable, make_engine
from sessions.store.migrating import NewerStore, begin_anew, bring_up, present


@pytest.fixture
def engine(store_url):
    engine = make_engine(make_url(store_url))
    yield engine
    engine.dispose()


def test_what_the_revisions_come_to_is_what_an_empty_store_is_made_with(engine):
    bring_up(engine)
    made = described(engine)
    with engine.begin() as connection:
        begin_anew(connection, present())

    assert described(engine) == made


def described(engine):
    """All that a store says of its tables, in no order."""
    looked = inspect(engine)
    found = {
        table: [{**one, "type": str(one["type"])} for one in some] for table, some in looked.get_multi_columns().items()
    }
    for table, some in looked.get_multi_indexes().items():
        found[table] += [{**one, "dialect_options": options(one)} for one in some]
    for more in (
        looked.get_multi_foreign_keys,
        looked.get_multi_unique_constraints,
        looked.get_multi_check_constraints,
    ):
        for table, some in more().items():
            found[table] += some
    for table, one in looked.get_multi_pk_constraint().items():
        found[table].append(one)
    return {table: sorted(map(str, some)) for table, some in found.items()}


def options(index):
    """What an index says in its database's own words, such as of which rows alone it is."""
    return {name: str(value) for name, value in index.get("dialect_options", {}).items()}


def test_a_store_of_the_present_revision_is_left_alone(engine):
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation (key, value) VALUES ('name', 'a1b2c3.sidang')"))

    bring_up(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM installation")).scalar() == "a1b2c3.sidang"


def test_a_newer_store_is_refused_in_a_plain_line(engine):
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerStore, match=r"9999.*newer"):
        bring_up(engine)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_what_keeps_an_older_store_from_being_brought_up_is_told_in_a_plain_line(engine):
    with engine.begin() as connection:
        begin_anew(connection, "0020")
        connection.execute(text("CREATE TABLE followings (mine INTEGER)"))

    with pytest.raises(Unusable, match=r"^[^\n]*followings already exists$"):
        bring_up(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0020"


OLDER = (
    ("rubrics", {"id": "r", "doc": "{}", "created_at": 0}),
    ("programmes", {"id": "p", "doc": "{}", "rubric_id": "r", "created_at": 0}),
    (
        "regencies",
        {
            "id": "g",
            "programme_id": "p",
            "code": "33.20",
            "name": "x",
            "province": "x",
            "timezone": "x",
            "created_at": 0,
        },
    ),
    (
        "sessions",
        {"id": "s", "programme_id": "p", "regency_id": "g", "starts_at": 0, "settled": True, "tail": 1}
        | {"head": "h", "snapshot": "{}", "created_at": 0},
    ),
)
WRITTEN = {"kind": "invite", "cause": "x", "to_name": "x", "to_address": "x@x.id", "written_at": 0, "due_at": 0}
WRITTEN |= {"state": "sent"}
MAILS = {  # by id: its session, what its content says, and the programme that it is then found to be of
    "of-a-session": ("s", '{"facts":{"kind":"invite"}}', "p"),
    "of-itself": (None, '{"facts":{"programme":{"id":"p","name":"100 %"}}}', "p"),
    "of-nobody": (None, '{"facts":{"kind":"key-made","programme":null}}', None),
}


def test_an_older_store_is_brought_up_and_its_mails_are_found_by_their_programme(engine):
    with engine.begin() as connection:
        begin_anew(connection, "0024")
        for table, row in OLDER:
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)
        for mail, (session, content, _) in MAILS.items():
            row = {"id": mail, "message_id": mail, "session_id": session, "content": content} | WRITTEN
            connection.execute(text(f"INSERT INTO mails ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)

    bring_up(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == present()
        found = connection.execute(text("SELECT id, programme_id FROM mails")).all()
    assert dict(map(tuple, found)) == {mail: programme for mail, (_, _, programme) in MAILS.items()}


SAID = '{"subject":"Rapat","text":"Besok “pukul” 9"}'
UNDONE = {  # a batch's `undo` as it was, and what then stands in `undo`, `by_number` and `message`
    "by telephone": (f'{{"by_number":["g"],"message":{SAID}}}', ("{}", '["g"]', SAID)),
    "not kept": ('{"by_number":["g"]}', ("{}", '["g"]', None)),
    "of a room": ('{"room":{"name":"by_number"}}', ('{"room":{"name":"by_number"}}', None, None)),
}


def test_whom_an_older_store_told_by_telephone_alone_stands_in_a_column(engine):
    with engine.begin() as connection:
        begin_anew(connection, "0026")
        for table, row in OLDER[:2]:
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)
        for name, (undo, _) in UNDONE.items():
            row = {"id": name, "programme_id": "p", "cause": "message", "by_id": "x", "by_name": "x", "undo": undo}
            row |= {"created_at": 0, "due_at": 0}
            connection.execute(text(f"INSERT INTO batches ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)

    bring_up(engine)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, undo, by_number, message FROM batches")).all()
    assert {one.id: tuple(one[1:]) for one in found} == {name: after for name, (_, after) in UNDONE.items()}
