SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.area (
    id text NOT NULL,
    level bigint,
    name text,
    parent text,
    rings text,
    seq bigint NOT NULL
);
CREATE TABLE public.broadcast (
    id text NOT NULL,
    mode text,
    text text,
    phrase_id text,
    priority text,
    speaker_ids text,
    state text,
    seat text,
    operator_id text,
    operator text,
    started_at text,
    ended_at text,
    why text,
    receipts text,
    recording_media_id text,
    sha256 text,
    drill boolean,
    case_id text,
    reason text,
    version bigint,
    seq bigint NOT NULL
);
CREATE TABLE public.camera (
    id text NOT NULL,
    no text,
    name text,
    lon double precision,
    lat double precision,
    pinyin text,
    kind text,
    ptz boolean,
    area_code text,
    "group" text,
    tags text,
    url_main text,
    url_sub text,
    ptz_url text,
    unit_id text,
    bearing double precision,
    restricted boolean,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public."case" (
    id text NOT NULL,
    case_no text,
    source text,
    source_no text,
    state text,
    kind text,
    matter_id text,
    matter_name text,
    grade bigint,
    description text,
    address text,
    lon double precision,
    lat double precision,
    area_code text,
    area_name text,
    unit_id text,
    unit_name text,
    reporter text,
    reporter_phone text,
    confidential boolean,
    camera_id text,
    part_code text,
    occurred_at text,
    reported_at text,
    accepted_at text,
    filed_at text,
    dispatched_at text,
    signed_at text,
    handled_at text,
    checked_at text,
    closed_at text,
    updated_at text,
    clock text,
    clock_from text,
    due_at text,
    sign_due_at text,
    dispose_due_at text,
    paused_at text,
    limit_value double precision,
    limit_unit text,
    asked text,
    asked_reason text,
    checked text,
    close_type text,
    returns bigint,
    urges bigint,
    reworks bigint,
    extends bigint,
    photos bigint,
    supervised boolean,
    claimed_by text,
    claimed_name text,
    satisfaction text,
    duplicate_of text,
    version bigint,
    seq bigint NOT NULL
);
CREATE TABLE public.case_step (
    id text NOT NULL,
    case_id text,
    action text,
    at text,
    from_state text,
    to_state text,
    seat text,
    operator_id text,
    operator text,
    role text,
    unit_id text,
    unit_name text,
    note text,
    media_ids text,
    detail text,
    seq bigint NOT NULL
);
CREATE TABLE public.hub_account (
    id text NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password text NOT NULL,
    seats text NOT NULL,
    enabled boolean NOT NULL,
    failures integer NOT NULL,
    failed_at text NOT NULL,
    locked_until text NOT NULL
);
CREATE TABLE public.hub_address (
    address text NOT NULL,
    failures integer NOT NULL,
    first_at text NOT NULL
);
CREATE TABLE public.hub_audit (
    n bigint NOT NULL,
    at text NOT NULL,
    what text NOT NULL,
    seat text NOT NULL,
    operator_id text NOT NULL,
    target text NOT NULL,
    detail text NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.hub_counter (
    name text NOT NULL,
    v bigint NOT NULL
);
CREATE TABLE public.hub_feed (
    kind text NOT NULL,
    id text NOT NULL,
    seq bigint NOT NULL,
    gone boolean NOT NULL
);
CREATE TABLE public.hub_meta (
    k text NOT NULL,
    v text NOT NULL
);
CREATE TABLE public.hub_operation (
    command_id text NOT NULL,
    seat text NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    operator_id text NOT NULL,
    asked_at text NOT NULL,
    received_at text NOT NULL,
    outcome text NOT NULL,
    code text NOT NULL,
    detail text NOT NULL,
    conflicts text NOT NULL,
    body text NOT NULL,
    n bigint NOT NULL,
    ack_seq bigint NOT NULL
);
CREATE TABLE public.hub_seat (
    no text NOT NULL,
    last_n bigint NOT NULL
);
CREATE TABLE public.hub_token (
    id text NOT NULL,
    hash text NOT NULL,
    seat text NOT NULL,
    account_id text NOT NULL,
    issued_at text NOT NULL,
    expires_at text NOT NULL,
    seen_at text NOT NULL,
    ended_at text NOT NULL,
    ended_why text NOT NULL
);
CREATE TABLE public.hub_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.matter (
    id text NOT NULL,
    kind text,
    big_code text,
    small_code text,
    big_name text,
    name text,
    name_en text,
    filing_cond text,
    closing_cond text,
    limit_value double precision,
    limit_unit text,
    unit_id text,
    keywords text,
    standard text,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public.media (
    id text NOT NULL,
    owner_kind text,
    owner_id text,
    name text,
    mime text,
    size bigint,
    sha256 text,
    taken_at text,
    stage text,
    camera_id text,
    seat text,
    operator text,
    seq bigint NOT NULL
);
CREATE TABLE public.operator_public (
    id text NOT NULL,
    name text,
    role text,
    seat text,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public.phrase (
    id text NOT NULL,
    title text,
    text text,
    priority text,
    chime boolean,
    category text,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public.place (
    id text NOT NULL,
    code text,
    name text,
    kind text,
    lon double precision,
    lat double precision,
    pinyin text,
    address text,
    area_code text,
    unit_id text,
    seq bigint NOT NULL
);
CREATE TABLE public.reading (
    id text NOT NULL,
    indicator text,
    name text,
    value double precision,
    unit text,
    ts text,
    place_id text,
    level text,
    quality text,
    lon double precision,
    lat double precision,
    stale_after_s bigint,
    seq bigint NOT NULL
);
CREATE TABLE public.ruleset (
    id text NOT NULL,
    name text,
    step_limits text,
    calendar text,
    powers text,
    quiet_hours text,
    warn_share double precision,
    warn_minutes double precision,
    seq bigint NOT NULL
);
CREATE TABLE public.speaker (
    id text NOT NULL,
    no text,
    name text,
    lon double precision,
    lat double precision,
    pinyin text,
    zone_id text,
    driver text,
    host text,
    port bigint,
    codec text,
    status_url text,
    volume bigint,
    area_code text,
    camera_id text,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public.unit (
    id text NOT NULL,
    code text,
    name text,
    short text,
    pinyin text,
    phone text,
    kind text,
    area_code text,
    lon double precision,
    lat double precision,
    matters text,
    enabled boolean,
    seq bigint NOT NULL
);
CREATE TABLE public.zone (
    id text NOT NULL,
    name text,
    speaker_ids text,
    volume_max bigint,
    seq bigint NOT NULL
);
INSERT INTO public."case" VALUES ('c-old', '2026112100001', 'hotline', 'A-1', 'reported', 'event', 'event-0102', '暴露垃圾', 4, '旧版本里登记的案件：垃圾堆积 <b>''; drop', '', NULL, NULL, '', '', '', '', '', '', false, '', '', '2026-11-21T02:00:00.000Z', '2026-11-21T02:00:00.000Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-21T02:00:00.000Z', '', NULL, NULL, NULL, NULL, NULL, NULL, '', '', '', '', '', 0, 0, 0, 0, 0, false, '', '', '', '', 1, 3);
INSERT INTO public.case_step VALUES ('s-old', 'c-old', 'report', '2026-11-21T02:00:00.000Z', '', 'reported', '', '', '', '', '', '', '', '[]', '{}', 4);
INSERT INTO public.hub_account VALUES ('9a5a096c-b681-59e8-90f3-d81bb3ffa8f2', 'wang', '值班员', 'duty_officer', '$argon2id$v=19$m=64,t=1,p=1$neFe4ctWwFyCwX+k1TrLzQ$egwoKHvgeAM6ffLSCHBV9TMUf5U4b+sryU/+mLvsQi0', '[]', true, 0, '', '');
INSERT INTO public.hub_audit VALUES (1, '2026-11-21T02:00:00.000Z', 'account.set', '', '', '9a5a096c-b681-59e8-90f3-d81bb3ffa8f2', '{}', '0000000000000000000000000000000000000000000000000000000000000000', '04791de11a6b19a3197a6f44692bff2988241a4b33644273c8a32006e9aad36a');
INSERT INTO public.hub_counter VALUES ('seq', 5);
INSERT INTO public.hub_counter VALUES ('audit', 1);
INSERT INTO public.hub_feed VALUES ('matter', 'event-0102', 1, false);
INSERT INTO public.hub_feed VALUES ('unit', 'u-1', 2, false);
INSERT INTO public.hub_feed VALUES ('case', 'c-old', 3, false);
INSERT INTO public.hub_feed VALUES ('case_step', 's-old', 4, false);
INSERT INTO public.hub_feed VALUES ('operator_public', '9a5a096c-b681-59e8-90f3-d81bb3ffa8f2', 5, false);
INSERT INTO public.hub_meta VALUES ('epoch', 'de5f7301-adee-442b-9ded-55fcf8b7805f');
INSERT INTO public.hub_meta VALUES ('min_cursor', '0');
INSERT INTO public.hub_version VALUES ('0001');
INSERT INTO public.matter VALUES ('event-0102', 'event', '01', '02', '市容环境', '暴露垃圾', '', '', '', 1, 'work_day', '', '[]', '', true, 1);
INSERT INTO public.operator_public VALUES ('9a5a096c-b681-59e8-90f3-d81bb3ffa8f2', '值班员', 'duty_officer', '', true, 5);
INSERT INTO public.unit VALUES ('u-1', 'U1', '环卫中心', '', '', '', 'bureau', '', NULL, NULL, '[]', true, 2);
ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.broadcast
    ADD CONSTRAINT broadcast_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.camera
    ADD CONSTRAINT camera_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.case_step
    ADD CONSTRAINT case_step_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hub_account
    ADD CONSTRAINT hub_account_login_key UNIQUE (login);
ALTER TABLE ONLY public.hub_account
    ADD CONSTRAINT hub_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hub_address
    ADD CONSTRAINT hub_address_pkey PRIMARY KEY (address);
ALTER TABLE ONLY public.hub_audit
    ADD CONSTRAINT hub_audit_pkey PRIMARY KEY (n);
ALTER TABLE ONLY public.hub_counter
    ADD CONSTRAINT hub_counter_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.hub_feed
    ADD CONSTRAINT hub_feed_pkey PRIMARY KEY (kind, id);
ALTER TABLE ONLY public.hub_meta
    ADD CONSTRAINT hub_meta_pkey PRIMARY KEY (k);
ALTER TABLE ONLY public.hub_operation
    ADD CONSTRAINT hub_operation_pkey PRIMARY KEY (command_id);
ALTER TABLE ONLY public.hub_seat
    ADD CONSTRAINT hub_seat_pkey PRIMARY KEY (no);
ALTER TABLE ONLY public.hub_token
    ADD CONSTRAINT hub_token_hash_key UNIQUE (hash);
ALTER TABLE ONLY public.hub_token
    ADD CONSTRAINT hub_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hub_version
    ADD CONSTRAINT hub_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.matter
    ADD CONSTRAINT matter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.operator_public
    ADD CONSTRAINT operator_public_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.phrase
    ADD CONSTRAINT phrase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.place
    ADD CONSTRAINT place_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reading
    ADD CONSTRAINT reading_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ruleset
    ADD CONSTRAINT ruleset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT speaker_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hub_feed
    ADD CONSTRAINT uq_hub_feed_seq UNIQUE (seq);
ALTER TABLE ONLY public.hub_operation
    ADD CONSTRAINT uq_hub_operation_seat_n UNIQUE (seat, n);
ALTER TABLE ONLY public.zone
    ADD CONSTRAINT zone_pkey PRIMARY KEY (id);
CREATE INDEX ix_broadcast_started_at ON public.broadcast USING btree (started_at);
CREATE INDEX ix_case_newest ON public."case" USING btree (COALESCE(reported_at, ''::text), id);
CREATE INDEX ix_case_source_source_no ON public."case" USING btree (source, source_no);
CREATE INDEX ix_case_state_due_at_id ON public."case" USING btree (state, due_at, id);
CREATE INDEX ix_case_step_case_id ON public.case_step USING btree (case_id);
CREATE INDEX ix_case_unit_id_due_at_id ON public."case" USING btree (unit_id, due_at, id);
CREATE INDEX ix_hub_feed_kind_seq ON public.hub_feed USING btree (kind, seq);
CREATE INDEX ix_hub_token_seat ON public.hub_token USING btree (seat, account_id);
CREATE INDEX ix_media_owner_id ON public.media USING btree (owner_id);
CREATE INDEX ix_media_sha256 ON public.media USING btree (sha256);
