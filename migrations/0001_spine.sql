-- The spine: places, accounts, notices, zones, orders, the audit trail and the feed.
--
-- Two kinds of table. A reference table is small and the same everywhere (divisions, accounts).
-- Every other table grows; it begins with `county` (six digits; the city itself is its four digits
-- and `00`), and so do its primary key, its unique indexes and its foreign keys, so that a
-- province can be spread over several machines. A test reads the schema and holds it to this.
--
-- Types: TEXT, BIGINT (counts, milliseconds since 1970), SMALLINT as 0/1. A day is TEXT
-- `2022-10-07`. Ids are UUIDv7 as TEXT. JSON is TEXT and never queried inside.

create table division ( -- reference
    code text not null primary key,
    parent text,
    kind text not null check (kind in ('city', 'county', 'street', 'community')),
    name text not null,
    in_national_list smallint not null default 1 check (in_national_list in (0, 1))
);
create index division_by_parent on division (parent, code);

create table place (
    county text not null,
    code text not null,
    parent text not null,
    kind text not null check (kind in ('compound', 'building', 'unit', 'household')),
    name text not null,
    ordinal bigint not null default 0,
    primary key (county, code)
);
create index place_by_parent on place (county, parent, ordinal, code);
create index place_by_name on place (county, name);

create table grid (
    county text not null,
    grid_code text not null,
    community text not null,
    name text not null,
    households bigint not null default 0,
    primary key (county, grid_code)
);
create index grid_by_community on grid (county, community, grid_code);

-- A grid covers whole places; a place may lie in several grids, unit by unit.
create table grid_place (
    county text not null,
    grid_code text not null,
    place text not null,
    primary key (county, grid_code, place),
    foreign key (county, grid_code) references grid (county, grid_code)
);
create index grid_place_by_place on grid_place (county, place);

create table account ( -- reference
    account_id text not null primary key,
    login text not null unique,
    name text not null,
    password_hash text not null,
    must_change_password smallint not null default 1 check (must_change_password in (0, 1)),
    disabled_at bigint,
    failed_count bigint not null default 0,
    locked_until bigint,
    created_at bigint not null,
    -- Who gave out the first password: an account's id, or a word where the program did.
    issued_by text not null default 'program',
    -- Who, besides that one, vouched that it reached the right hands; until then no rights.
    vouched_by text,
    version bigint not null default 1
);

-- A role in a jurisdiction, dated. Ended by its last day, never deleted.
create table assignment ( -- reference
    assignment_id text not null primary key,
    account_id text not null references account (account_id),
    role text not null,
    jurisdiction text not null,
    from_day text not null,
    to_day text,
    granted_by text not null,
    granted_at bigint not null
);
create index assignment_by_account on assignment (account_id);
create index assignment_by_place on assignment (jurisdiction, role);

-- The id of a session is kept as its SHA-256 only.
create table session ( -- reference
    session_hash text not null primary key,
    account_id text not null references account (account_id),
    created_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    ended_at bigint
);
create index session_by_account on session (account_id);

create table notice (
    county text not null,
    notice_id text not null,
    state text not null check (state in ('read', 'confirmed', 'set_aside')),
    number_written text,
    dated text,
    text_sha256 text not null,
    body text not null,
    outcome text not null,
    put_in_by text not null,
    put_in_at bigint not null,
    closed_by text,
    closed_at bigint,
    version bigint not null default 1,
    primary key (county, notice_id),
    -- Who put a notice in does not confirm it.
    check (state <> 'confirmed' or (closed_by is not null and closed_by <> put_in_by))
);
create unique index notice_by_text on notice (county, text_sha256);
create index notice_by_time on notice (county, put_in_at, notice_id);

create table zone (
    county text not null,
    zone_id text not null,
    area_key text not null,
    area text not null,
    left_out text,
    parts text not null,
    place text,
    created_at bigint not null,
    version bigint not null default 1,
    primary key (county, zone_id)
);
create index zone_by_area on zone (county, area_key);

-- What was seen or decided about a zone. Rows are added, never changed.
create table zone_fact (
    county text not null,
    fact_id text not null,
    zone_id text not null,
    kind text not null check (kind in
        ('rated', 'released', 'case_found', 'area_tested', 'contacts_cleared', 'withdrawn')),
    on_day text not null,
    recorded_at bigint not null,
    level text,
    edition text,
    outcome text,
    withdraws text,
    proposed_by text,
    signed_by text not null,
    ground_kind text not null check (ground_kind in
        ('notice', 'snapshot', 'rule', 'edition_change', 'person')),
    ground_id text,
    as_written text not null,
    primary key (county, fact_id),
    foreign key (county, zone_id) references zone (county, zone_id),
    check (length(fact_id) = 36),
    check (on_day like '____-__-__'),
    check (signed_by <> ''),
    check (level in ('low', 'medium', 'high', 'guarded', 'controlled', 'locked')),
    check (outcome in ('all_negative', 'positive_found')),
    check ((kind = 'rated') = (level is not null)),
    check ((kind = 'rated') = (edition is not null)),
    check ((kind = 'withdrawn') = (withdraws is not null)),
    check ((kind = 'area_tested') = (outcome is not null)),
    -- No restriction without a rule, evidence, the words that it rests on, and two sides: who
    -- proposed it is not who signed it (must-hold P2).
    check (edition <> '' and ground_id <> '' and proposed_by <> ''),
    check (proposed_by <> signed_by),
    check (kind <> 'rated'
        or (ground_id is not null and proposed_by is not null and as_written <> '')),
    -- An area leaves the list, and a fact is withdrawn, with its reason.
    check (kind not in ('released', 'withdrawn') or as_written <> ''),
    check (kind <> 'released' or ground_id is not null)
);
create index zone_fact_by_zone on zone_fact (county, zone_id, recorded_at, fact_id);
-- A fact is withdrawn once.
create unique index zone_fact_withdrawn_once on zone_fact (county, withdraws);

-- A signed change waits here until a notice publishes it.
create table notice_draft (
    county text not null,
    draft_id text not null,
    number_year bigint not null,
    number_n bigint not null,
    dated text not null,
    edition text not null,
    body text not null,
    changes text not null,
    drafted_by text not null,
    drafted_at bigint not null,
    primary key (county, draft_id)
);
create unique index notice_draft_number on notice_draft (county, number_year, number_n);

create table notice_draft_fact (
    county text not null,
    fact_id text not null,
    draft_id text not null,
    primary key (county, fact_id)
);

create table work_order (
    county text not null,
    order_id text not null,
    zone_id text not null,
    cause text not null,
    kind text not null,
    level text not null,
    since_day text not null,
    place text not null,
    grid_code text,
    -- The grid where there is one, else the place: what a jurisdiction is held against.
    locus text not null,
    for_day text not null,
    due_at bigint not null,
    instruction text not null,
    ground text not null,
    state text not null check (state in ('open', 'claimed', 'done', 'called_off')),
    handed_back bigint not null default 0,
    claimed_by text,
    closed_at bigint,
    created_at bigint not null,
    version bigint not null default 1,
    primary key (county, order_id),
    foreign key (county, zone_id) references zone (county, zone_id)
);
-- One order per cause: raising the same work twice changes nothing.
create unique index work_order_once on work_order (county, cause);
create index work_order_by_locus on work_order (county, locus, state, due_at, order_id);
create index work_order_by_due on work_order (county, state, due_at, order_id);
create index work_order_by_zone on work_order (county, zone_id, due_at);

create table work_order_fact (
    county text not null,
    fact_id text not null,
    order_id text not null,
    kind text not null check (kind in
        ('raised', 'claimed', 'done', 'handed_back', 'called_off')),
    at bigint not null,
    by_account text,
    body text not null,
    body_sha256 text not null,
    primary key (county, fact_id),
    foreign key (county, order_id) references work_order (county, order_id)
);
create index work_order_fact_by_order on work_order_fact (county, order_id, at, fact_id);

create table risk_snapshot (
    county text not null,
    snapshot_id text not null,
    taken_at text not null,
    body_sha256 text not null,
    state text not null check (state in ('applied', 'held', 'unchanged')),
    reason text not null,
    body text not null,
    put_in_by text not null,
    put_in_at bigint not null,
    primary key (county, snapshot_id)
);
create unique index risk_snapshot_by_body on risk_snapshot (county, taken_at, body_sha256);

-- The hash chain: each entry carries the hash of the one before it.
create table audit_entry (
    county text not null,
    seq bigint not null,
    at bigint not null,
    account_id text,
    act text not null,
    purpose text,
    subject text not null,
    detail text not null,
    previous_hash text not null,
    entry_hash text not null,
    primary key (county, seq)
);

create table audit_checkpoint (
    county text not null,
    seq bigint not null,
    entry_hash text not null,
    signed_at bigint not null,
    signature text not null,
    primary key (county, seq)
);

-- Who read personal data, and what for.
create table read_log (
    county text not null,
    read_id text not null,
    at bigint not null,
    account_id text not null,
    role text not null,
    purpose text not null,
    subject text not null,
    rows_read bigint not null,
    primary key (county, read_id)
);
create index read_log_by_account on read_log (county, account_id, at);

-- What must be sent onwards, written in the transaction of the act itself.
create table outbox (
    county text not null,
    message_id text not null,
    kind text not null,
    recipient text not null,
    body text not null,
    created_at bigint not null,
    tries bigint not null default 0,
    next_try_at bigint not null,
    sent_at bigint,
    gave_up_at bigint,
    primary key (county, message_id)
);
create index outbox_due on outbox (county, sent_at, next_try_at);

-- The messages that reached a person's list. The outbox may offer one twice; it lands once.
create table inbox (
    county text not null,
    message_id text not null,
    recipient text not null,
    body text not null,
    delivered_at bigint not null,
    read_at bigint,
    primary key (county, message_id)
);
create index inbox_by_recipient on inbox (county, recipient, delivered_at);
create index inbox_unread on inbox (county, recipient, read_at);

-- The feed of committed facts. One row for each change that a screen or an index follows.
create table feed (
    county text not null,
    seq bigint not null,
    at bigint not null,
    topic text not null,
    subject text not null,
    primary key (county, seq)
);

-- Counters that must not skip or repeat: the audit chain, the feed, the notice number.
create table counter (
    county text not null,
    name text not null,
    value bigint not null,
    primary key (county, name)
);

-- What the installation knows of itself: the city, the day a drill was set to.
create table setting ( -- reference
    name text not null primary key,
    value text not null
);
