-- How often people are tested: decisions of the city, who works in a key trade, who need not be
-- tested for a while, and who was reminded.
--
-- Who is due and who is late is computed from these and from the samples, and stands nowhere.

-- What was said of a decision. Rows are added, never changed; the number of what was said is unique:
-- of two who sign it at once the second is refused.
create table test_requirement_fact (
    county text not null,
    fact_id text not null,
    requirement_id text not null,
    -- 0 for what makes it.
    ordinal bigint not null,
    kind text not null check (kind in ('made', 'signed', 'declined', 'ended')),
    -- Where: the city, a county, a street, a community.
    place text,
    every_days bigint,
    -- Only for a trade; none where it is for everybody.
    trade text,
    first_day text,
    -- The last day, where one is set.
    last_day text,
    -- The authority's words and where they stand.
    as_written text,
    source text,
    at bigint not null,
    by_login text not null,
    -- Why it was declined or ended.
    reason text not null default '',
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(requirement_id) = 36),
    check ((kind = 'made') = (ordinal = 0)),
    check ((kind = 'made') = (place is not null)),
    check ((place is null) = (every_days is null)),
    check ((place is null) = (first_day is null)),
    check ((place is null) = (as_written is null)),
    check ((place is null) = (source is null)),
    check (every_days is null or every_days between 1 and 14),
    check (kind <> 'ended' or last_day is not null)
);
create unique index test_requirement_fact_ordinal
    on test_requirement_fact (county, requirement_id, ordinal);

-- What was said of a person: that he works in a key trade, or need not be tested for a while. Why
-- somebody is put off says how ill he is: it is sealed, as is where somebody works.
create table test_entry_fact (
    county text not null,
    fact_id text not null,
    entry_id text not null,
    -- 0 for what begins it, 1 for what ends it.
    ordinal bigint not null check (ordinal in (0, 1)),
    person_id text not null,
    kind text not null check (kind in ('trade', 'exempt')),
    trade text,
    -- The first day, where it begins.
    first_day text,
    -- The last day, where one is set; where it is ended before it began, the day before.
    last_day text,
    at bigint not null,
    by_login text not null,
    body_sealed blob not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, person_id) references person (county, person_id),
    check (length(fact_id) = 36),
    check (length(entry_id) = 36),
    check (trade is null or kind = 'trade'),
    check (ordinal = 1 or kind = 'exempt' or trade is not null),
    check ((ordinal = 0) = (first_day is not null)),
    -- Nobody is put off without an end.
    check ((ordinal = 0 and kind = 'trade') or last_day is not null)
);
create unique index test_entry_fact_ordinal on test_entry_fact (county, entry_id, ordinal);
create index test_entry_fact_by_person on test_entry_fact (county, person_id);

-- That somebody was reminded of the day on which he is due: by a message, or at his door.
create table test_reminder (
    county text not null,
    person_id text not null,
    due_day text not null,
    way text not null check (way in ('sms', 'door')),
    at bigint not null,
    -- Who told him at the door.
    by_login text,
    primary key (county, person_id, due_day),
    check ((way = 'door') = (by_login is not null))
);
