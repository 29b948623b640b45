-- Ledgers: who needs looking after, what for and how often; and orders that no zone calls for.
--
-- What somebody is on a ledger for says how ill he is: it is sealed, with the reason, and found by
-- nobody but through the program. In the clear stand who, where, when and what kind of act.

-- A ledger that a community keeps under a name of its own.
create table own_ledger (
    county text not null,
    ledger_id text not null,
    community text not null,
    name text not null,
    opened_at bigint not null,
    opened_by text not null,
    closed_at bigint,
    version bigint not null default 1,
    primary key (county, ledger_id),
    check (length(ledger_id) = 36)
);
create index own_ledger_by_community on own_ledger (county, community, opened_at);

create table ledger_entry (
    county text not null,
    entry_id text not null,
    community text not null,
    person_id text not null,
    -- The keyed index of the person and the matter: nobody stands twice for the same.
    matter_index blob not null,
    -- The matter, what is needed, how often, the day of review.
    content_sealed blob not null,
    origin text not null check (origin in ('form', 'rule', 'knocked')),
    entered_at bigint not null,
    ended_at bigint,
    version bigint not null default 1,
    primary key (county, entry_id),
    foreign key (county, person_id) references person (county, person_id),
    check (length(entry_id) = 36)
);
create index ledger_entry_by_community on ledger_entry (county, community, ended_at);
create index ledger_entry_by_person on ledger_entry (county, person_id);
create unique index ledger_entry_once on ledger_entry (county, matter_index)
    where ended_at is null;

-- What was done to an entry. Rows are added, never changed.
create table ledger_fact (
    county text not null,
    fact_id text not null,
    entry_id text not null,
    community text not null,
    kind text not null check (kind in ('entered', 'changed', 'visited', 'reviewed', 'ended')),
    at bigint not null,
    by_login text not null,
    -- The version that it assumed; a visit assumes none and changes none.
    assumed_version bigint not null,
    -- The whole entry as it was afterwards, and the reason.
    body_sealed blob not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, entry_id) references ledger_entry (county, entry_id),
    check (length(fact_id) = 36)
);
create index ledger_fact_by_entry on ledger_fact (county, entry_id, at, fact_id);
create index ledger_fact_by_visit on ledger_fact (county, community, kind, at);

-- That somebody whom a rule offered was passed over. It holds while the rule rests on the same.
create table ledger_pass (
    county text not null,
    fact_id text not null,
    community text not null,
    person_id text not null,
    -- The keyed index of the person, the category and what the rule rests on.
    ground_index blob not null,
    at bigint not null,
    by_login text not null,
    reason_sealed blob not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36)
);
create index ledger_pass_by_community on ledger_pass (county, community);

-- An order had to have a zone. A tour through the ledgers has none: both tables are made anew,
-- because no statement that both engines know takes `not null` from a column.
create table work_order_anew (
    county text not null,
    order_id text not null,
    -- None where the ledgers of the community call for it.
    zone_id text,
    cause text not null,
    kind text not null,
    level text,
    since_day text,
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
    foreign key (county, zone_id) references zone (county, zone_id),
    check ((zone_id is null) = (level is null)),
    check ((zone_id is null) = (since_day is null))
);
insert into work_order_anew (county, order_id, zone_id, cause, kind, level, since_day, place,
    grid_code, locus, for_day, due_at, instruction, ground, state, handed_back, claimed_by,
    closed_at, created_at, version)
select county, order_id, zone_id, cause, kind, level, since_day, place,
    grid_code, locus, for_day, due_at, instruction, ground, state, handed_back, claimed_by,
    closed_at, created_at, version
from work_order;

create table work_order_fact_anew (
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
    foreign key (county, order_id) references work_order_anew (county, order_id)
);
insert into work_order_fact_anew (county, fact_id, order_id, kind, at, by_account, body,
    body_sha256)
select county, fact_id, order_id, kind, at, by_account, body, body_sha256
from work_order_fact;

drop table work_order_fact;
drop table work_order;
alter table work_order_anew rename to work_order;
alter table work_order_fact_anew rename to work_order_fact;

-- One order per cause: raising the same work twice changes nothing.
create unique index work_order_once on work_order (county, cause);
create index work_order_by_locus on work_order (county, locus, state, due_at, order_id);
create index work_order_by_due on work_order (county, state, due_at, order_id);
create index work_order_by_zone on work_order (county, zone_id, due_at);
create index work_order_by_place on work_order (county, place, state, for_day);
create index work_order_fact_by_order on work_order_fact (county, order_id, at, fact_id);
