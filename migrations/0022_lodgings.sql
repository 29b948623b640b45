-- 住宿登记: what houses that lodge people say each day, who stays there, and what was destroyed when its
-- time was over.
--
-- Whether a house has reported, how often it disinfected, who stays and what is asked of him is computed
-- from these, the rules of the day and the clock.

-- What was said of a house. Rows are added, never changed.
create table lodging_house_fact (
    county text not null,
    fact_id text not null,
    venue_id text not null,
    kind text not null check (kind in ('given', 'disinfected', 'no_guests')),
    -- What, as JSON.
    says text not null,
    -- The how-many-th address of the page, where it was given: of two who give one at once the second is
    -- refused.
    turn bigint,
    -- Where the house is.
    place text not null,
    -- The day that it counts for.
    day text not null,
    at bigint not null,
    -- None where the house itself said it.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(venue_id) = 36),
    check ((kind = 'given') = (turn is not null)),
    check ((kind = 'given') = (by_login is not null))
);
create unique index lodging_house_fact_turn on lodging_house_fact (county, venue_id, turn);
create index lodging_house_fact_by_venue on lodging_house_fact (venue_id, day);
create index lodging_house_fact_by_place on lodging_house_fact (place, day);

-- What was said of a stay. Rows are added, never changed, and destroyed when their time is over. Of two
-- who say something at once the second is refused.
create table lodging_stay_fact (
    county text not null,
    fact_id text not null,
    stay_id text not null,
    venue_id text not null,
    -- 0 for the first.
    ordinal bigint not null,
    kind text not null check (kind in ('checked_in', 'left', 'returned')),
    -- What, as JSON; names nobody.
    says text not null,
    -- Who, in which room, sealed; with the first only.
    who_sealed blob,
    -- The keyed index of his document, with the first only: whoever traces finds where he stayed.
    document_index blob,
    -- Where the house is.
    place text not null,
    -- The day on which he came in, or left.
    day text not null,
    at bigint not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(stay_id) = 36),
    check (length(venue_id) = 36),
    check ((kind = 'checked_in') = (ordinal = 0)),
    check ((kind = 'checked_in') = (who_sealed is not null)),
    check ((kind = 'checked_in') = (document_index is not null))
);
create unique index lodging_stay_fact_ordinal on lodging_stay_fact (county, stay_id, ordinal);
create index lodging_stay_fact_by_stay on lodging_stay_fact (stay_id, ordinal);
create index lodging_stay_fact_by_venue on lodging_stay_fact (venue_id, kind, day);
create index lodging_stay_fact_by_place on lodging_stay_fact (place, kind, day);
create index lodging_stay_fact_by_document on lodging_stay_fact (document_index);
create index lodging_stay_fact_by_day on lodging_stay_fact (kind, day);

-- What was destroyed because its time was over. Rows are added, never changed.
create table record_destroyed (
    county text not null,
    what text not null check (what in ('stay', 'arrival', 'gathering', 'leaving')),
    -- The last day of what was destroyed.
    day text not null,
    destroyed_at bigint not null,
    n_records bigint not null,
    n_rows bigint not null,
    -- The sum over all that went, so that what is found elsewhere can be told to be of it.
    body_sum text not null,
    primary key (county, what, day, destroyed_at)
);
