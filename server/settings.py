"""config.toml and the environment -> Settings; read once at start, and nothing else reads either."""

import ipaddress
import json
import os
import shlex
import tomllib
from copy import deepcopy
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from server.forms import Email, HourOfDay, ProgrammeIn
from server.text import faults
from sessions.values import Invalid, Rubric, Tickets

SHIPPED = Path(__file__).parent.parent / "config.toml"


class BadSettings(Exception):
    """The settings make no sense; the text is one plain line that names the key."""


class Table(BaseModel):
    """A table of config.toml: no unknown keys."""

    model_config = ConfigDict(extra="forbid")


AT_A_PATH = frozenset({"file", "sqlite"})
WITHOUT_HOST = AT_A_PATH | {"postgresql"}  # a database may be reached by a socket


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # whose words quote what stands there: it may be a part of a password
        told = "the address has no host or port that can be read; in a password / ? # and @ are %2F %3F %23 %40"
        raise ValueError(told) from None
    return parts


def _of_scheme(*schemes: str) -> Any:
    def check(url: str) -> str:
        parts = _parts(url)
        if url and parts.scheme not in schemes:
            raise ValueError(f"the address begins with one of {', '.join(f'{one}://' for one in schemes)}")
        if url and not parts.hostname and parts.scheme not in WITHOUT_HOST:
            raise ValueError("the address names no host")
        if parts.scheme in AT_A_PATH and not parts.path.strip("/"):
            raise ValueError("the address names no path")
        return url

    return AfterValidator(check)


def _base(url: str) -> str:
    if {"?", "#"} & set(url):
        raise ValueError("the address ends with its path: links are made by what is added to it")
    return url


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text, strict=False))


Network = Annotated[str, AfterValidator(_network)]


Length = Annotated[timedelta, Field(ge=timedelta(0))]


class ServerSettings(Table):
    """`[server]`."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Annotated[str, _of_scheme("http", "https"), AfterValidator(_base)] = ""
    data: Path = Path("data")
    workers: int = Field(1, ge=1, le=64)
    upload_mb: float = Field(200, gt=0)
    trusted_proxies: list[Network] = []


def _age_key(text: str) -> str:
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - only where a key is set

    try:
        x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise ValueError(f"{text} is no public key of age: those begin with age1") from error
    return text


def _command(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"the command cannot be read: {error}") from error
    if words and not any("{file}" in word for word in words):
        raise ValueError("the command says {file} where the backup's file stands")
    return text


class StorageSettings(Table):
    """`[storage]`."""

    url: Annotated[str, _of_scheme("sqlite", "postgresql")] = "sqlite:///data/sidang.db"
    backup_at: Literal[""] | HourOfDay = ""
    backup_keep: int = Field(14, ge=1)
    backup_recipients: list[Annotated[str, AfterValidator(_age_key)]] = []
    backup_command: Annotated[str, AfterValidator(_command)] = ""


class Organizer(Table):
    """From and ORGANIZER."""

    name: str = "Sekretariat Gerakan Menuju Smart City"
    address: Email = "sekretariat@sidang.example"


class MailSettings(Table):
    """`[mail]`."""

    url: Annotated[str, _of_scheme("file", "smtp", "smtps")] = ""
    organizer: Organizer = Organizer()
    ics_attachment: bool = False
    authserv: str = Field("", max_length=255, pattern=r"^\S*$")
    answers: Literal["", "plus"] = ""
    batch_delay: float = Field(60, ge=0, le=86_400)


class InboxSettings(Table):
    """`[inbox]`."""

    url: Annotated[str, _of_scheme("imap", "imaps")] = ""
    every_seconds: float = Field(60, gt=0)


class ReminderSettings(Table):
    """`[reminders]`."""

    before: list[Length] = [timedelta(days=1), timedelta(hours=1)]


class RuleSettings(Table):
    """`[rules]`."""

    second_person: bool = True
    pause_alert_minutes: float = Field(15, gt=0)
    publish_second: bool = False


def _template(text: str) -> str:
    if text and "{secret}" not in text:
        raise ValueError("the template says {secret} where the part stands that nobody can guess")
    return text


class MeetingSettings(Table):
    """`[meeting]`."""

    template: Annotated[str, _of_scheme("http", "https"), AfterValidator(_template)] = ""
    jitsi_app: str = ""
    jitsi_secret: str = ""

    @property
    def tickets(self) -> Tickets:
        """How one person's ticket to a meeting is signed."""
        return Tickets(self.jitsi_app, self.jitsi_secret, self.template)


class OidcSettings(Table):
    """`[oidc]`: the provider by which members of the secretariat sign in; without an issuer there is none."""

    issuer: Annotated[str, _of_scheme("http", "https")] = ""
    client_id: str = ""
    client_secret: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.issuer and not self.client_id:
            raise ValueError("client_id is missing beside the issuer")
        here = urlsplit(self.issuer)
        if here.scheme == "http" and here.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("the issuer is reached by https; http is for this very machine")
        return self


Kept = Literal[""] | Annotated[timedelta, Field(ge=timedelta(days=1))]


class PrivacySettings(Table):
    """`[privacy]`: how long people's data are kept; "" is for ever."""

    keep: Literal[""] | Length = ""  # addresses and contact data, after the person's last session
    mails: Kept = ""  # what mails said, after they were written
    inbox: Kept = ""  # who sent what, after it was seen to
    uploads: Kept = ""  # files and recordings, after the session
    backups: Kept = ""  # the daily ones


class FetchSettings(Table):
    """`[fetch]`: the private addresses that calendars and webhooks may use; none."""

    allow: list[Network] = []


class LogSettings(Table):
    """`[log]`: to whom the log's head is mailed each day, and who stamps its time (RFC 3161)."""

    witnesses: list[Email] = []
    timestamp_url: Annotated[str, _of_scheme("http", "https")] = ""


class SigningSettings(Table):
    """`[signing]`: the organisation's certificate, by which minutes and letters are signed where there is one."""

    pkcs12: str = ""
    password: str = ""


class Environment(EnvSettingsSource):
    """The environment; what a programme or a rubric has that is no text is written there as JSON."""

    def __call__(self) -> dict[str, Any]:
        """What stands there, by table."""
        found = super().__call__()
        for table in {"programme", "rubric"} & found.keys():
            found[table] = {key: _meant(key, value) for key, value in found[table].items()}
        return found


def _meant(key: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        ProgrammeIn.model_validate({key: value})
    except ValidationError:
        pass
    else:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class Settings(BaseSettings):
    """Everything that may be set."""

    model_config = SettingsConfigDict(env_prefix="SIDANG_", env_nested_delimiter="__", extra="forbid")

    server: ServerSettings = ServerSettings()
    storage: StorageSettings = StorageSettings()
    mail: MailSettings = MailSettings()
    meeting: MeetingSettings = MeetingSettings()
    inbox: InboxSettings = InboxSettings()
    programme: dict[str, object] = {}
    rubric: dict[str, object] = {}
    reminders: ReminderSettings = ReminderSettings()
    rules: RuleSettings = RuleSettings()
    fetch: FetchSettings = FetchSettings()
    log: LogSettings = LogSettings()
    oidc: OidcSettings = OidcSettings()
    privacy: PrivacySettings = PrivacySettings()
    signing: SigningSettings = SigningSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file."""
        return Environment(settings_cls), init_settings

    @property
    def public_url(self) -> str:
        """How people reach the server, without a slash at the end."""
        if self.server.public_url:
            return self.server.public_url.rstrip("/")
        host = f"[{self.server.host}]" if ":" in self.server.host else self.server.host
        return f"http://{host}:{self.server.port}"

    @property
    def storage_url(self) -> str:
        """Where the store is; by default in `data`, wherever that is."""
        if self.storage.url != StorageSettings().url:
            return self.storage.url
        return f"sqlite:///{self.server.data / 'sidang.db'}"

    @property
    def mail_url(self) -> str:
        """Where mail goes; by default files below `data`."""
        return self.mail.url or f"file://{(self.server.data / 'mail').resolve()}"

    @property
    def mails_nobody(self) -> bool:
        """Whether mails are only written to files, so that nobody gets any."""
        return self.mail_url.startswith("file:")

    @property
    def uploads(self) -> Path:
        """Where uploads lie."""
        return self.server.data / "uploads"

    def programme_fields(self) -> dict[str, Any]:
        """A new programme's fields with its rubric, complete."""
        shipped = deepcopy(_shipped())
        return {**shipped["programme"], **self.programme, "rubric": self.rubric or shipped["rubric"]}


def load(path: str | None = None) -> Settings:
    """The settings of that file (default: ./config.toml, else the shipped one) and the environment.

    Raises BadSettings with one line."""
    file = _file(path)
    for name in sorted(os.environ):
        table, divided, _ = name.upper().removeprefix("SIDANG_").partition("__")
        if name.upper().startswith("SIDANG_") and divided and table.lower() not in Settings.model_fields:
            raise BadSettings(f"{name}: there is no such setting")
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{file}: {error}") from error
    try:
        settings = Settings(**document)
        Rubric.from_json(ProgrammeIn.model_validate(settings.programme_fields()).model_dump(by_alias=True)["rubric"])
    except ValidationError as error:
        raise BadSettings(_plain(error, file)) from error
    except Invalid as error:
        said = (f"{fault.pointer.strip('/').replace('/', '.')}: {faults.told(fault, 'en')}" for fault in error.faults)
        raise BadSettings("; ".join(f"{file}: {one}" for one in said)) from error
    except ValueError as error:
        raise BadSettings(f"{file}: {error}") from error
    if settings.server.workers > 1 and settings.storage.url.startswith("sqlite"):
        raise BadSettings(f"{file}: server.workers: more than one needs PostgreSQL as [storage] url")
    return settings


def _file(path: str | None) -> Path:
    if path is not None:
        return Path(path)
    here = Path("config.toml")
    return here if here.exists() else SHIPPED


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text("utf-8"))


def _plain(error: ValidationError, file: Path) -> str:
    from_outside = {name.upper(): name for name in os.environ}

    def one(fault: ErrorDetails) -> str:
        parts = [str(part) for part in fault["loc"]]
        if parts and parts[0] not in Settings.model_fields:  # a programme's field: what it begins with
            parts = ["programme", *parts]
        what = "there is no such setting" if fault["type"] == "extra_forbidden" else fault["msg"]
        named = from_outside.get("SIDANG_" + "__".join(parts[:2]).upper())
        return f"{named or file}: {'.'.join(parts)}: {what}"

    return "; ".join(one(fault) for fault in error.errors())
