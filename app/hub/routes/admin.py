"""For administrators: bulk records, accounts and the audit book."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.domain.records import KINDS
from app.hub import accounts, audit
from app.hub.checking import noun_of
from app.hub.history import Load
from app.hub.loading import load
from app.hub.messages import AccountIn, AccountOut, AuditPage, AuditVerdict, BulkIn, BulkOut, Clean
from app.hub.routes.guard import AdminDep, AuditorDep, HouseDep, KeeperDep, refusals

router = APIRouter(prefix="/api/v1", tags=["administration"])
_REFUSED = refusals(400, 401, 403, 404, 413, 422)
_FileName = Annotated[str, Query(max_length=200, description="name of the file that the rows come from"), Clean]
_LoadId = Annotated[str, Query(alias="load", max_length=64, description="the same for all parts of one load"), Clean]
_LINES = {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}


@router.put("/records/{kind}", response_model=BulkOut, responses=_REFUSED)
def put_records(
    kind: str, asked: BulkIn, caller: AdminDep, house: HouseDep, file: _FileName = "", load_id: _LoadId = ""
) -> BulkOut:
    """Write whole records of one kind; the same rows again change nothing. A book's history tells what changed."""
    if kind not in KINDS:
        raise Rejected("record.unknown", kind[:80])
    told = Load(caller.actor, house.clock.now(), file, load_id or new_id())
    changed = load(house.database, kind, [noun_of(kind, place, row) for place, row in enumerate(asked.rows)], told)
    with house.database.write() as connection:
        entry = audit.Entry(
            what="records.put",
            at=house.clock.now(),
            seat=caller.actor.seat,
            operator_id=caller.actor.operator_id,
            target=kind,
            detail={"received": len(asked.rows), "changed": changed} | ({"file": file} if file else {}),
        )
        audit.write(connection, [entry])
        house.announcer.notify(connection)
    house.announcer.announce()
    return BulkOut(received=len(asked.rows), changed=changed)


@router.put("/accounts/{login}", response_model=AccountOut, responses=_REFUSED)
def put_account(
    login: Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.\-@]+$")],
    asked: AccountIn,
    caller: KeeperDep,
    house: HouseDep,
) -> AccountOut:
    """Create an account, or set its name, post, seats and password."""
    by, now = caller.actor.operator_id, house.clock.now()
    made = accounts.create(house.database, login, asked.name, asked.role, asked.password, asked.seats, by, now)
    house.announcer.announce()
    return AccountOut(id=made)


@router.get("/audit", response_model=AuditPage, responses=_REFUSED)
def read_audit(
    caller: AuditorDep,
    house: HouseDep,
    after: Annotated[int, Query(ge=0, lt=1 << 62)] = 0,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 500,
) -> AuditPage:
    """Return rows of the audit book after number `after`."""
    with house.database.read() as connection:
        rows = audit.rows(connection, after, limit)
    return AuditPage(items=rows, next=rows[-1]["n"] if rows else after)


@router.get("/audit/verify", response_model=AuditVerdict, responses=_REFUSED)
def verify_audit(caller: AuditorDep, house: HouseDep) -> AuditVerdict:
    """Check the whole chain."""
    broken = audit.verify(house.database)
    return AuditVerdict(sound=broken is None, first_broken=broken)


@router.get("/audit/export", response_class=StreamingResponse, responses={200: _LINES, **_REFUSED})
def export_audit(caller: AuditorDep, house: HouseDep) -> StreamingResponse:
    """Send the whole book as newline-delimited JSON."""
    return StreamingResponse(audit.export(house.database), media_type="application/x-ndjson")
