-- 包联: who is in charge of which place of a community, and of which doors.
--
-- Everything is in what was done: rows are added, never changed, and who answers on a day is
-- computed from them. The number of what was done to a charge is unique: of two who end it at once
-- the second is refused.

create table charge_fact (
    county text not null,
    fact_id text not null,
    charge_id text not null,
    -- 0 for what begins a charge.
    ordinal bigint not null,
    community text not null,
    kind text not null check (kind in ('begun', 'ended', 'resumed', 'withdrawn')),
    -- Of what, where it begins.
    reach text check (reach in ('place', 'doors', 'anchor')),
    -- Codes, separated by commas.
    places text,
    -- The door of an anchor household.
    home text,
    -- The first day, where it begins.
    first_day text,
    -- The last day, where it is known or was set.
    last_day text,
    -- The charge that it was taken over from.
    takes_over text,
    at bigint not null,
    by_login text not null,
    -- Who is in charge, where it begins, and why.
    body_sealed blob not null,
    -- The phone stands by itself: lists are made without opening it.
    phone_sealed blob,
    phone_index blob,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(charge_id) = 36),
    check ((kind = 'begun') = (ordinal = 0)),
    check ((kind = 'begun') = (reach is not null)),
    check ((reach is null) = (places is null)),
    check ((reach is null) = (first_day is null)),
    check (home is null or reach = 'anchor'),
    check (kind <> 'ended' or last_day is not null),
    check ((phone_sealed is null) = (phone_index is null))
);
create unique index charge_fact_ordinal on charge_fact (county, charge_id, ordinal);
create index charge_fact_by_community on charge_fact (county, community, charge_id, ordinal);
