"""The shapes of what programs send to the hub and get back, as OpenAPI describes them."""

import math
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_DEEPEST = 12
_LONGEST = 20_000
_MOST = 20_000
_INT64 = 1 << 63


def clean_text(text: str) -> str:
    """Return the text. Raises ValueError for what no database keeps: NUL and half characters."""
    if "\x00" in text:
        raise ValueError("NUL is not text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as half:
        raise ValueError("not a whole character") from half
    return text


def without_nul(value: Any, depth: int = _DEEPEST + 2) -> Any:
    """Return a free JSON value with NUL taken out of its texts, as the rules take it out on either side of the line.

    Refusing it would refuse the whole request: one pasted character would stop a seat's row of commands for good.
    """
    if depth < 0:
        return value  # refused as too deep afterwards
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [without_nul(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {without_nul(name, depth - 1): without_nul(item, depth - 1) for name, item in value.items()}
    return value


def clean_value(value: Any, most: int = _MOST, longest: int = _LONGEST) -> Any:
    """Return a free JSON value. Raises ValueError where it is too deep, too long, or no value a database keeps."""
    left = most
    waiting = [(value, _DEEPEST)]
    while waiting:
        item, depth = waiting.pop()
        left -= 1
        if depth < 0 or left < 0:
            raise ValueError("nested too deep" if depth < 0 else "too many values")
        if isinstance(item, dict):
            waiting += [(inner, depth - 1) for pair in item.items() for inner in pair]
        elif isinstance(item, list):
            waiting += [(inner, depth - 1) for inner in item]
        elif isinstance(item, str):
            _check_length(clean_text(item), longest)
        else:
            _check_number(item)
    return value


def _free(value: dict[str, Any]) -> dict[str, Any]:
    clean_value(value)
    return value


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"longer than {longest} characters")


def _check_number(value: Any) -> None:
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise ValueError("a number too large")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a finite number")


Clean = AfterValidator(clean_text)
Id = Annotated[str, StringConstraints(min_length=1, max_length=64), Clean]
Word = Annotated[str, StringConstraints(max_length=64), Clean]
Name = Annotated[str, StringConstraints(max_length=400), Clean]
LongText = Annotated[str, StringConstraints(max_length=8_000), Clean]
Free = Annotated[dict[str, Any], AfterValidator(_free)]
FreeOfNul = Annotated[dict[str, Any], BeforeValidator(without_nul), AfterValidator(_free)]
FiveText = Annotated[str, StringConstraints(max_length=1_000), Clean]
Number = Annotated[int, Field(ge=0, lt=_INT64)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Message(BaseModel):
    """Base of what is sent in: a field nobody knows is refused rather than lost."""

    model_config = ConfigDict(extra="forbid", strict=False)


class SignIn(Message):
    """A seat asks for a session."""

    seat: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[\w.\-]+$"), Clean]
    user: Annotated[str, StringConstraints(min_length=1, max_length=64), Clean]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]
    takeover: bool = False


class ActorOut(BaseModel):
    """Who is signed in."""

    seat: str
    operator_id: str
    name: str
    role: str


class SignedIn(BaseModel):
    """An open session."""

    token: str
    expires_at: str
    actor: ActorOut
    hall_name: str
    epoch: str
    last_n: int


class ActorIn(Message):
    """Who acted, as the seat remembers it."""

    seat: Word
    operator_id: Word
    name: Name
    role: Word


class CommandIn(Message):
    """One numbered intent."""

    n: Annotated[int, Field(ge=1, lt=_INT64)]
    id: Id
    kind: Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z_]+\.[a-z_]+$")]
    target: Id
    args: FreeOfNul
    expect: FreeOfNul
    by: ActorIn
    at: AwareDatetime
    v: Annotated[int, Field(ge=1, le=1_000)] = 1


class ExchangeIn(Message):
    """What a seat says."""

    seat: Word
    epoch: Annotated[str, StringConstraints(max_length=200), Clean]
    cursor: Number
    limit: Annotated[int, Field(ge=1, le=5_000)] = 500
    commands: Annotated[list[CommandIn], Field(max_length=1_000)] = Field(default_factory=list)


class WatchingIn(Message):
    """The case a seat looks at; empty for none."""

    case_id: Word


class BlockOut(BaseModel):
    """Changed rows of one kind, as arrays in the order of `columns` (`id` and `seq` first); `gone` names tombstones.

    A column that says its default in every row of the block is left out; the schema `row_<kind>` tells the defaults.
    """

    kind: str
    columns: list[str]
    rows: list[list[Any]]
    gone: list[str]


class ReceiptOut(BaseModel):
    """What became of one command; `conflicts` maps a field to [expected, found, asked]."""

    command_id: str
    n: int
    outcome: Literal["applied", "merged", "refused", "conflict"]
    ack_seq: int
    code: str
    detail: str
    conflicts: dict[str, list[Any]]


class ExchangeOut(BaseModel):
    """What the hub answers."""

    epoch: str
    cursor: int
    now: datetime
    more: bool
    changes: list[BlockOut]
    receipts: list[ReceiptOut]
    backed_up: int = 0


class IntakeCase(Message):
    """One report from another system; `source` and `source_no` together name it for good.

    `reported_at` is when that system took it, `occurred_at` when it happened. What cannot be true of a place or a time
    is kept and marked in the case's `flags`; so is a matter that nobody here knows.
    """

    source: Annotated[str, StringConstraints(min_length=1, max_length=32), Clean]
    source_no: Annotated[str, StringConstraints(min_length=1, max_length=64), Clean]
    description: Annotated[str, StringConstraints(min_length=1, max_length=8_000), Clean]
    address: Name = ""
    lon: Lon | None = None
    lat: Lat | None = None
    matter_id: Word = ""
    kind: Literal["", "part", "event"] = ""
    grade: Annotated[int, Field(ge=1, le=4)] = 4
    area_code: Annotated[str, StringConstraints(max_length=15), Clean] = ""
    area_name: Annotated[str, StringConstraints(max_length=200), Clean] = ""
    reporter: Annotated[str, StringConstraints(max_length=100), Clean] = ""
    reporter_phone: Annotated[str, StringConstraints(max_length=40), Clean] = ""
    confidential: bool = False
    camera_id: Word = ""
    part_code: Annotated[str, StringConstraints(max_length=32), Clean] = ""
    place_id: Word = ""
    order_type: Literal["", "consult", "help", "complaint", "tipoff", "suggestion", "praise", "petition"] = ""
    algorithm: Word = ""
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    urgent: bool = False
    five: dict[Literal["time", "place", "event", "casualties", "actions"], FiveText] = Field(default_factory=dict)
    media_ids: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)
    occurred_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = None


class IntakeBatch(Message):
    """Many reports at once; each is judged alone."""

    cases: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2_000)]


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class IntakeResult(BaseModel):
    """What became of one report."""

    row: int
    outcome: Literal["created", "duplicate", "refused"]
    source: str
    source_no: str
    case_id: str
    case_no: str
    errors: list[FieldError]


class IntakeOut(BaseModel):
    """What became of a batch."""

    created: int
    duplicate: int
    refused: int
    results: list[IntakeResult]


class RecordPage(BaseModel):
    """One page of records; `next` fetches the following page and is empty on the last one."""

    items: list[dict[str, Any]]
    next: str


class BulkIn(Message):
    """Records of one kind, whole."""

    rows: Annotated[list[dict[str, Any]], Field(max_length=100_000)]


class BulkOut(BaseModel):
    """How many of the rows were new or different."""

    received: int
    changed: int


class AccountIn(Message):
    """An account as the administrator wants it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100), Clean]
    role: Word
    password: Annotated[str, StringConstraints(min_length=8, max_length=200), Clean]
    seats: Annotated[list[Word], Field(max_length=200)] = Field(default_factory=list)


class AccountOut(BaseModel):
    """The id under which the account's deeds are recorded."""

    id: str


class KeyIn(Message):
    """What the reports of a program are called: the source of their cases."""

    source: Word = "internet"


class KeyOut(BaseModel):
    """A key that holds."""

    name: str
    source: str
    made_at: str


class KeyMade(BaseModel):
    """A key just made; `api_key` is told once."""

    name: str
    source: str
    api_key: str


class GeoReportError(BaseModel):
    """One thing that is wrong with an Open311 request."""

    code: int
    description: str


class MediaPart(BaseModel):
    """How much of an upload has arrived."""

    id: str
    size: int
    received: int
    complete: bool


class AuditPage(BaseModel):
    """Rows of the audit book, oldest first."""

    items: list[dict[str, Any]]
    next: int


class AuditVerdict(BaseModel):
    """Whether the chain holds."""

    sound: bool
    first_broken: int | None


class Health(BaseModel):
    """Whether the hub is up."""

    status: Literal["ok", "ready"]


class Problem(BaseModel):
    """RFC 9457 problem document; further members depend on `code`."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    code: str
    detail: str
