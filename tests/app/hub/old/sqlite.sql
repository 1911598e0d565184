BEGIN TRANSACTION;
CREATE TABLE area (
	id TEXT NOT NULL, 
	level BIGINT, 
	name TEXT, 
	parent TEXT, 
	rings TEXT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE broadcast (
	id TEXT NOT NULL, 
	mode TEXT, 
	text TEXT, 
	phrase_id TEXT, 
	priority TEXT, 
	speaker_ids TEXT, 
	state TEXT, 
	seat TEXT, 
	operator_id TEXT, 
	operator TEXT, 
	started_at TEXT, 
	ended_at TEXT, 
	why TEXT, 
	receipts TEXT, 
	recording_media_id TEXT, 
	sha256 TEXT, 
	drill BOOLEAN, 
	case_id TEXT, 
	reason TEXT, 
	version BIGINT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE camera (
	id TEXT NOT NULL, 
	no TEXT, 
	name TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	pinyin TEXT, 
	kind TEXT, 
	ptz BOOLEAN, 
	area_code TEXT, 
	"group" TEXT, 
	tags TEXT, 
	url_main TEXT, 
	url_sub TEXT, 
	ptz_url TEXT, 
	unit_id TEXT, 
	bearing DOUBLE, 
	restricted BOOLEAN, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE "case" (
	id TEXT NOT NULL, 
	case_no TEXT, 
	source TEXT, 
	source_no TEXT, 
	state TEXT, 
	kind TEXT, 
	matter_id TEXT, 
	matter_name TEXT, 
	grade BIGINT, 
	description TEXT, 
	address TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	area_code TEXT, 
	area_name TEXT, 
	unit_id TEXT, 
	unit_name TEXT, 
	reporter TEXT, 
	reporter_phone TEXT, 
	confidential BOOLEAN, 
	camera_id TEXT, 
	part_code TEXT, 
	occurred_at TEXT, 
	reported_at TEXT, 
	accepted_at TEXT, 
	filed_at TEXT, 
	dispatched_at TEXT, 
	signed_at TEXT, 
	handled_at TEXT, 
	checked_at TEXT, 
	closed_at TEXT, 
	updated_at TEXT, 
	clock TEXT, 
	clock_from TEXT, 
	due_at TEXT, 
	sign_due_at TEXT, 
	dispose_due_at TEXT, 
	paused_at TEXT, 
	limit_value DOUBLE, 
	limit_unit TEXT, 
	asked TEXT, 
	asked_reason TEXT, 
	checked TEXT, 
	close_type TEXT, 
	returns BIGINT, 
	urges BIGINT, 
	reworks BIGINT, 
	extends BIGINT, 
	photos BIGINT, 
	supervised BOOLEAN, 
	claimed_by TEXT, 
	claimed_name TEXT, 
	satisfaction TEXT, 
	duplicate_of TEXT, 
	version BIGINT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "case" VALUES('c-old','2026112100001','hotline','A-1','reported','event','event-0102','暴露垃圾',4,'旧版本里登记的案件：垃圾堆积 <b>''; drop','',NULL,NULL,'','','','','','',0,'','','2026-11-21T02:00:00.000Z','2026-11-21T02:00:00.000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-21T02:00:00.000Z','',NULL,NULL,NULL,NULL,NULL,NULL,'','','','','',0,0,0,0,0,0,'','','','',1,3);
CREATE TABLE case_step (
	id TEXT NOT NULL, 
	case_id TEXT, 
	action TEXT, 
	at TEXT, 
	from_state TEXT, 
	to_state TEXT, 
	seat TEXT, 
	operator_id TEXT, 
	operator TEXT, 
	role TEXT, 
	unit_id TEXT, 
	unit_name TEXT, 
	note TEXT, 
	media_ids TEXT, 
	detail TEXT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "case_step" VALUES('s-old','c-old','report','2026-11-21T02:00:00.000Z','','reported','','','','','','','','[]','{}',4);
CREATE TABLE hub_account (
	id TEXT NOT NULL, 
	login TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password TEXT NOT NULL, 
	seats TEXT NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	failures INTEGER NOT NULL, 
	failed_at TEXT NOT NULL, 
	locked_until TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (login)
);
INSERT INTO "hub_account" VALUES('9a5a096c-b681-59e8-90f3-d81bb3ffa8f2','wang','值班员','duty_officer','$argon2id$v=19$m=64,t=1,p=1$c3aztETrxY5edEf8vIcXww$i6cWyJ57QgU+1v4n2jjZ5CopCINeQAK2Owxze9PEc9I','[]',1,0,'','');
CREATE TABLE hub_address (
	address TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	first_at TEXT NOT NULL, 
	PRIMARY KEY (address)
);
CREATE TABLE hub_audit (
	n BIGINT NOT NULL, 
	at TEXT NOT NULL, 
	what TEXT NOT NULL, 
	seat TEXT NOT NULL, 
	operator_id TEXT NOT NULL, 
	target TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (n)
);
INSERT INTO "hub_audit" VALUES(1,'2026-11-21T02:00:00.000Z','account.set','','','9a5a096c-b681-59e8-90f3-d81bb3ffa8f2','{}','0000000000000000000000000000000000000000000000000000000000000000','04791de11a6b19a3197a6f44692bff2988241a4b33644273c8a32006e9aad36a');
CREATE TABLE hub_counter (
	name TEXT NOT NULL, 
	v BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "hub_counter" VALUES('seq',5);
INSERT INTO "hub_counter" VALUES('audit',1);
CREATE TABLE hub_feed (
	kind TEXT NOT NULL, 
	id TEXT NOT NULL, 
	seq BIGINT NOT NULL, 
	gone BOOLEAN NOT NULL, 
	PRIMARY KEY (kind, id), 
	CONSTRAINT uq_hub_feed_seq UNIQUE (seq)
)
 WITHOUT ROWID

;
INSERT INTO "hub_feed" VALUES('case','c-old',3,0);
INSERT INTO "hub_feed" VALUES('case_step','s-old',4,0);
INSERT INTO "hub_feed" VALUES('matter','event-0102',1,0);
INSERT INTO "hub_feed" VALUES('operator_public','9a5a096c-b681-59e8-90f3-d81bb3ffa8f2',5,0);
INSERT INTO "hub_feed" VALUES('unit','u-1',2,0);
CREATE TABLE hub_meta (
	k TEXT NOT NULL, 
	v TEXT NOT NULL, 
	PRIMARY KEY (k)
);
INSERT INTO "hub_meta" VALUES('epoch','ea526f29-8e9e-4578-9a00-d7477fce0201');
INSERT INTO "hub_meta" VALUES('min_cursor','0');
CREATE TABLE hub_operation (
	command_id TEXT NOT NULL, 
	seat TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	target TEXT NOT NULL, 
	operator_id TEXT NOT NULL, 
	asked_at TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	code TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	conflicts TEXT NOT NULL, 
	body TEXT NOT NULL, 
	n BIGINT NOT NULL, 
	ack_seq BIGINT NOT NULL, 
	PRIMARY KEY (command_id), 
	CONSTRAINT uq_hub_operation_seat_n UNIQUE (seat, n)
);
CREATE TABLE hub_seat (
	no TEXT NOT NULL, 
	last_n BIGINT NOT NULL, 
	PRIMARY KEY (no)
);
CREATE TABLE hub_token (
	id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	seat TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	issued_at TEXT NOT NULL, 
	expires_at TEXT NOT NULL, 
	seen_at TEXT NOT NULL, 
	ended_at TEXT NOT NULL, 
	ended_why TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (hash)
);
CREATE TABLE hub_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT hub_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "hub_version" VALUES('0001');
CREATE TABLE matter (
	id TEXT NOT NULL, 
	kind TEXT, 
	big_code TEXT, 
	small_code TEXT, 
	big_name TEXT, 
	name TEXT, 
	name_en TEXT, 
	filing_cond TEXT, 
	closing_cond TEXT, 
	limit_value DOUBLE, 
	limit_unit TEXT, 
	unit_id TEXT, 
	keywords TEXT, 
	standard TEXT, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "matter" VALUES('event-0102','event','01','02','市容环境','暴露垃圾','','','',1.0,'work_day','','[]','',1,1);
CREATE TABLE media (
	id TEXT NOT NULL, 
	owner_kind TEXT, 
	owner_id TEXT, 
	name TEXT, 
	mime TEXT, 
	size BIGINT, 
	sha256 TEXT, 
	taken_at TEXT, 
	stage TEXT, 
	camera_id TEXT, 
	seat TEXT, 
	operator TEXT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE operator_public (
	id TEXT NOT NULL, 
	name TEXT, 
	role TEXT, 
	seat TEXT, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "operator_public" VALUES('9a5a096c-b681-59e8-90f3-d81bb3ffa8f2','值班员','duty_officer','',1,5);
CREATE TABLE phrase (
	id TEXT NOT NULL, 
	title TEXT, 
	text TEXT, 
	priority TEXT, 
	chime BOOLEAN, 
	category TEXT, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE place (
	id TEXT NOT NULL, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	pinyin TEXT, 
	address TEXT, 
	area_code TEXT, 
	unit_id TEXT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE reading (
	id TEXT NOT NULL, 
	indicator TEXT, 
	name TEXT, 
	value DOUBLE, 
	unit TEXT, 
	ts TEXT, 
	place_id TEXT, 
	level TEXT, 
	quality TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	stale_after_s BIGINT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE ruleset (
	id TEXT NOT NULL, 
	name TEXT, 
	step_limits TEXT, 
	calendar TEXT, 
	powers TEXT, 
	quiet_hours TEXT, 
	warn_share DOUBLE, 
	warn_minutes DOUBLE, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE speaker (
	id TEXT NOT NULL, 
	no TEXT, 
	name TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	pinyin TEXT, 
	zone_id TEXT, 
	driver TEXT, 
	host TEXT, 
	port BIGINT, 
	codec TEXT, 
	status_url TEXT, 
	volume BIGINT, 
	area_code TEXT, 
	camera_id TEXT, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE unit (
	id TEXT NOT NULL, 
	code TEXT, 
	name TEXT, 
	short TEXT, 
	pinyin TEXT, 
	phone TEXT, 
	kind TEXT, 
	area_code TEXT, 
	lon DOUBLE, 
	lat DOUBLE, 
	matters TEXT, 
	enabled BOOLEAN, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "unit" VALUES('u-1','U1','环卫中心','','','','bureau','',NULL,NULL,'[]',1,2);
CREATE TABLE zone (
	id TEXT NOT NULL, 
	name TEXT, 
	speaker_ids TEXT, 
	volume_max BIGINT, 
	seq BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_hub_feed_kind_seq ON hub_feed (kind, seq);
CREATE INDEX ix_hub_token_seat ON hub_token (seat, account_id);
CREATE INDEX ix_case_newest ON "case" (coalesce(reported_at, ''), id);
CREATE INDEX ix_case_unit_id_due_at_id ON "case" (unit_id, due_at, id);
CREATE INDEX ix_case_state_due_at_id ON "case" (state, due_at, id);
CREATE INDEX ix_case_source_source_no ON "case" (source, source_no);
CREATE INDEX ix_case_step_case_id ON case_step (case_id);
CREATE INDEX ix_broadcast_started_at ON broadcast (started_at);
CREATE INDEX ix_media_owner_id ON media (owner_id);
CREATE INDEX ix_media_sha256 ON media (sha256);
COMMIT;
