-- Places that have a code, and trades that are closed by notice.
--
-- Whether a place is approved or closed, and how many may be inside, is computed from these, the rules
-- and the clock, and stands nowhere.

-- What was said of a place. Rows are added, never changed; the number of what was said is unique: of
-- two who approve at once the second is refused.
create table venue_fact (
    county text not null,
    fact_id text not null,
    venue_id text not null,
    -- 0 for the application.
    ordinal bigint not null,
    kind text not null
        check (kind in ('applied', 'checked', 'approved', 'declined', 'ended', 'inspected')),
    -- What, as JSON.
    says text not null,
    -- Who answers for the place and his phone, sealed; with the application only.
    answers_sealed blob,
    -- Where, with the application only; what comes later says nothing of it.
    place text,
    -- The number of the place, where it is approved.
    venue_number bigint,
    reason text not null,
    at bigint not null,
    -- None where the place itself sent it in.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(venue_id) = 36),
    check ((kind = 'applied') = (ordinal = 0)),
    check ((kind = 'applied') = (answers_sealed is not null)),
    check ((kind = 'applied') = (place is not null)),
    check ((kind = 'approved') = (venue_number is not null)),
    check (kind = 'applied' or by_login is not null)
);
create unique index venue_fact_ordinal on venue_fact (county, venue_id, ordinal);
create index venue_fact_by_number on venue_fact (venue_number);
create index venue_fact_by_place on venue_fact (place, venue_id);

-- What was said of a closing of trades. Rows are added, never changed.
create table venue_closing_fact (
    county text not null,
    fact_id text not null,
    closing_id text not null,
    -- 0 for what proposes it.
    ordinal bigint not null,
    kind text not null check (kind in ('made', 'signed', 'declined', 'ended')),
    says text not null,
    reason text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(closing_id) = 36),
    check ((kind = 'made') = (ordinal = 0))
);
create unique index venue_closing_fact_ordinal on venue_closing_fact (county, closing_id, ordinal);
