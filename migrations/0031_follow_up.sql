-- 随访与保存期限: what contacts who are kept at home tell each day and who signed it, and that cases and
-- lists of places went when their time was over.

-- What was taken down of somebody who is kept, on one day, or that it was signed. Rows are added, never
-- changed, and destroyed with the case whose list he is on.
create table follow_fact (
    -- Where he lives.
    county text not null,
    fact_id text not null,
    person_id text not null,
    -- The case by whose list he is kept; it says nothing of whom it is.
    case_id text not null,
    day text not null,
    -- From 0 for the day; of two at once the second is refused.
    ordinal bigint not null check (ordinal >= 0),
    kind text not null check (kind in ('morning', 'evening', 'tested', 'doctor', 'community')),
    -- Temperature and symptoms, sealed with the key of the case.
    body_sealed blob not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(person_id) = 36),
    check (length(case_id) = 36)
);
create unique index follow_fact_ordinal on follow_fact (county, person_id, day, ordinal);
create index follow_fact_by_case on follow_fact (case_id);

-- That a part of a day was missing when its hour had struck was told: once for each.
create table follow_late (
    county text not null,
    person_id text not null,
    case_id text not null,
    due_at bigint not null,
    -- To whom: the community, or what is above it.
    place text not null,
    at bigint not null,
    primary key (county, person_id, due_at, place),
    check (length(person_id) = 36)
);
create index follow_late_by_case on follow_late (case_id);

-- Whom of a community to ask, as it stands on letters. The last one counts.
create table community_phone (
    county text not null,
    community text not null,
    -- From 0.
    ordinal bigint not null check (ordinal >= 0),
    -- The phone of an office, which is no one person's.
    phone text not null check (length(phone) > 0),
    at bigint not null,
    by_login text not null,
    primary key (county, community, ordinal)
);

-- What was destroyed because its time was over. Rows are added, never changed.
create table case_destroyed (
    county text not null,
    what text not null check (what in ('case', 'risk_list')),
    -- The day on which it was closed, or proposed.
    day text not null,
    destroyed_at bigint not null,
    n_records bigint not null,
    n_rows bigint not null,
    -- The sum over all that went, so that what is found elsewhere can be told to be of it.
    body_sum text not null,
    primary key (county, what, day, destroyed_at)
);

-- What stays of cases that were destroyed: how many, of which kind, and how many contacts they had.
create table case_count (
    county text not null,
    -- The day on which they were opened.
    day text not null,
    kind text not null check (kind in ('confirmed', 'asymptomatic', 're_positive', 'imported')),
    counted_at bigint not null,
    n_cases bigint not null,
    n_close bigint not null,
    n_secondary bigint not null,
    -- Those who were asked about and were none.
    n_other bigint not null,
    n_released bigint not null,
    primary key (county, day, kind, counted_at)
);
