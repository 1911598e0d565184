"""The peer of the sync bench: PouchDB replicating the same cases from a server that speaks CouchDB's protocol.

Node and npm are the machine's own; the packages come at run time into the bench's folder and go with it.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.report import Row
from app.domain.case import Case
from app.domain.records import to_row

_PACKAGES = ("pouchdb@9", "express@4", "express-pouchdb@4", "compression@1")
_INSTALL_S = 240.0
_WAIT_S = 600.0
_BATCH = 1_000

# Answers are packed with gzip, and every byte that leaves a socket is counted.
_SERVER = """
const express = require('express'), PouchDB = require('pouchdb'), fs = require('fs'), readline = require('readline')
const app = express(), sockets = new Set()
let sent = 0, asked = 0
const Here = PouchDB.defaults({prefix: process.argv[2] + '/'}), db = new Here('cases')
app.use((request, answer, next) => { asked += 1; next() })
app.use(require('compression')({threshold: 0}))
app.use('/', require('express-pouchdb')(Here, {mode: 'minimumForPouchDB', inMemoryConfig: true,
  logPath: process.argv[2] + '/log'}))
const server = app.listen(0, '127.0.0.1', () => tell({port: server.address().port}))
server.on('connection', s => { sockets.add(s); s.on('close', () => { sent += s.bytesWritten; sockets.delete(s) }) })
const tell = what => process.stdout.write(JSON.stringify(what) + '\\n')
async function load(path) {
  const docs = fs.readFileSync(path, 'utf8').trim().split('\\n').map(line => JSON.parse(line))
  for (let i = 0; i < docs.length; i += 2000) await db.bulkDocs(docs.slice(i, i + 2000))
}
async function change(count) {
  const all = await db.allDocs({include_docs: true}), step = Math.max(1, Math.floor(all.rows.length / count))
  const some = all.rows.filter((row, i) => i % step === 0).slice(0, count).map(row => row.doc)
  await db.bulkDocs(some.map(doc => ({...doc, urges: (doc.urges || 0) + 1})))
}
readline.createInterface({input: process.stdin}).on('line', async line => {
  const [word, rest] = line.split(' ')
  if (word === 'load') await load(rest)
  if (word === 'change') await change(Number(rest))
  const cpu = process.cpuUsage(), now = [...sockets].reduce((sum, s) => sum + s.bytesWritten, sent)
  tell({bytes: now, requests: asked, cpu_s: (cpu.user + cpu.system) / 1e6})
}).on('close', () => process.exit(0))
"""

_CLIENT = """
const PouchDB = require('pouchdb'), here = new PouchDB(process.argv[2])
const begun = process.hrtime.bigint()
PouchDB.replicate(process.argv[3], here, {batch_size: Number(process.argv[4])}).then(done => {
  const cpu = process.cpuUsage(), took = Number(process.hrtime.bigint() - begun) / 1e9
  process.stdout.write(JSON.stringify({docs: done.docs_written, took_s: took, cpu_s: (cpu.user + cpu.system) / 1e6}))
  process.exit(0)
})
"""


@dataclass(frozen=True, slots=True)
class Replication:
    """One replication: documents, seconds, bytes the server sent, requests, and CPU seconds of both ends."""

    docs: int
    took_s: float
    bytes: int
    requests: int
    cpu_s: float


@dataclass(slots=True)
class Ours:
    """What our own sync took for the same work: seconds, CPU seconds of seat and hub together, bytes on the wire."""

    docs: int = 0
    snapshot_s: float = 0.0
    snapshot_cpu_s: float = 0.0
    snapshot_bytes: int = 0
    paged_s: float = 0.0
    paged_cpu_s: float = 0.0
    paged_bytes: int = 0
    catch_up_s: float = 0.0
    catch_up_cpu_s: float = 0.0
    catch_up_bytes: int = 0
    catch_up_requests: int = 0


def against_pouchdb(
    folder: Path, cases: Iterable[Case], changes: int, ours: Ours, say: Callable[[str], None]
) -> Iterator[Row]:
    """Replicate the same cases with PouchDB and set our figures beside its own; one row says where it is missing."""
    with pouchdb(folder) as peer:
        if peer is None:
            say("PouchDB is not measured: node, npm or the package registry is missing")
            yield Row("PouchDB, not measured: node, npm or the registry is missing", 0.0, "docs")
            return
        peer.load(cases)
        first = peer.replicate()
        peer.change(changes)
        later = peer.replicate()
    yield from _initial(first, ours)
    yield from _later(later, ours, changes)


def _initial(theirs: Replication, ours: Ours) -> Iterator[Row]:
    rate, per_doc = theirs.docs / theirs.took_s, theirs.bytes / theirs.docs
    yield Row("initial sync: snapshot", ours.docs / ours.snapshot_s, "docs/s", "PouchDB", rate, ">= 100")
    yield Row("initial sync: feed", ours.docs / ours.paged_s, "docs/s", "PouchDB", rate, ">= 5")
    cpu = theirs.cpu_s / theirs.docs * 1e6
    yield Row("initial sync: feed, CPU", ours.paged_cpu_s / ours.docs * 1e6, "us/doc", "PouchDB", cpu, "<= 0.25")
    yield Row("initial sync: snapshot, CPU", ours.snapshot_cpu_s / ours.docs * 1e6, "us/doc", "PouchDB", cpu, "<= 0.05")
    yield Row("initial sync: feed, bytes", ours.paged_bytes / ours.docs, "B/doc", "PouchDB", per_doc, "<= 0.4")
    yield Row("initial sync: snapshot, bytes", ours.snapshot_bytes / ours.docs, "B/doc", "PouchDB", per_doc, "")


def _later(theirs: Replication, ours: Ours, changes: int) -> Iterator[Row]:
    yield Row("catching up: time", ours.catch_up_s, "s", "PouchDB", theirs.took_s, "<= 1")
    yield Row("catching up: CPU", ours.catch_up_cpu_s, "s", "PouchDB", theirs.cpu_s, "<= 0.5")
    yield Row(
        "catching up: bytes", ours.catch_up_bytes / changes, "B/change", "PouchDB", theirs.bytes / changes, "<= 1"
    )
    yield Row("catching up: requests", float(ours.catch_up_requests), "", "PouchDB", float(theirs.requests), "<= 0.2")


class Peer:
    """A running server with the cases in it, and a client that replicates from it."""

    def __init__(self, folder: Path, server: "subprocess.Popen[str]", port: int) -> None:
        self._folder, self._server = folder, server
        self._url = f"http://127.0.0.1:{port}/cases"

    def load(self, cases: Iterable[Case]) -> None:
        """Put the cases in, each with all the fields that the hub's own interface gives it."""
        file = self._folder / "cases.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for case in cases:
                row = to_row(case)
                out.write(json.dumps({"_id": row.pop("id"), **row}, ensure_ascii=False) + "\n")
        self._ask(f"load {file}")

    def change(self, count: int) -> None:
        """Change so many scattered documents."""
        self._ask(f"change {count}")

    def replicate(self) -> Replication:
        """Replicate what the client has not yet, from where it got to last time."""
        before = self._ask("look")
        client = subprocess.run(
            ["node", "client.js", str(self._folder / "here"), self._url, str(_BATCH)],
            cwd=self._folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
        )
        done, after = json.loads(client.stdout), self._ask("look")
        return Replication(
            docs=int(done["docs"]),
            took_s=float(done["took_s"]),
            bytes=int(after["bytes"] - before["bytes"]),
            requests=int(after["requests"] - before["requests"]),
            cpu_s=float(done["cpu_s"] + after["cpu_s"] - before["cpu_s"]),
        )

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.write(line + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


@contextmanager
def pouchdb(folder: Path) -> Iterator[Peer | None]:
    """Install the packages into an own folder and start the server; None where node, npm or the registry is missing."""
    folder.mkdir(parents=True)
    if not _installed(folder):
        yield None
        return
    (folder / "server.js").write_text(_SERVER, encoding="utf-8")
    (folder / "client.js").write_text(_CLIENT, encoding="utf-8")
    (folder / "there").mkdir()
    server = subprocess.Popen(
        ["node", "server.js", str(folder / "there")],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None and server.stdin is not None
        yield Peer(folder, server, int(json.loads(server.stdout.readline())["port"]))
    finally:
        server.kill()
        server.wait()
        for pipe in (server.stdin, server.stdout):
            if pipe is not None:
                pipe.close()


def _installed(folder: Path) -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts=false", *_PACKAGES]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=_INSTALL_S, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
