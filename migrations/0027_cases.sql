-- 病例与追踪: whoever was found infected, where he was, whom that makes contacts, and the operation that a
-- signed positive sets going. Where a case is, who is a contact and until when, and how far an operation
-- is, is computed from these, the rules of the day and the clock.

-- A case: that somebody was found infected.
create table trace_case (
    county text not null,
    case_id text not null,
    person_id text not null,
    -- The same cause opens one case, however often it is followed: `tube:…` and the person, or the case
    -- itself where a person opened it.
    cause text not null check (length(cause) > 0),
    at bigint not null,
    primary key (county, case_id),
    foreign key (county, person_id) references person (county, person_id),
    check (length(case_id) = 36)
);
create unique index trace_case_once on trace_case (county, cause);
create index trace_case_by_person on trace_case (county, person_id);
create index trace_case_by_moment on trace_case (county, at);

-- What was said of a case. Rows are added, never changed; of two at once the second is refused.
create table trace_case_fact (
    county text not null,
    fact_id text not null,
    case_id text not null,
    -- From 0, the opening.
    ordinal bigint not null check (ordinal >= 0),
    kind text not null check (kind in ('opened', 'corrected', 'closed')),
    -- What, as JSON; names nobody.
    says text not null,
    at bigint not null,
    -- None where it followed from a signed result.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(fact_id) = 36),
    check ((kind = 'opened') = (ordinal = 0))
);
create unique index trace_case_fact_ordinal on trace_case_fact (county, case_id, ordinal);

-- That a case was somewhere, as it was entered; withdrawn by another row that names it.
create table case_episode (
    county text not null,
    episode_id text not null,
    case_id text not null,
    source text not null check (source in ('scan', 'test', 'lodging', 'told')),
    -- Where and when, sealed: a line of time points at one person.
    body_sealed blob not null,
    -- Why it is withdrawn, and which; such a row has no place of its own.
    withdraws text,
    reason text not null default '',
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, episode_id),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(episode_id) = 36),
    check ((withdraws is null) = (length(reason) = 0))
);
create index case_episode_by_case on case_episode (county, case_id, at);
create unique index case_episode_withdrawn on case_episode (county, withdraws);

-- That the contacts of a case were sought: what the search found, and what it cut.
create table case_traced (
    county text not null,
    case_id text not null,
    -- The how-many-th search, from 0: a later one looks again with what was learned since.
    turn bigint not null check (turn >= 0),
    -- What was found and what was cut, sealed: places and days point at one person.
    body_sealed blob not null,
    at bigint not null,
    primary key (county, case_id, turn),
    foreign key (county, case_id) references trace_case (county, case_id)
);

-- Somebody who was listed as a contact of a case, or what was decided of him since. Rows are added, never
-- changed. The person may be of another county than the case.
create table case_contact (
    county text not null,
    case_id text not null,
    person_id text not null,
    -- From 0, the listing.
    ordinal bigint not null check (ordinal >= 0),
    kind text not null check (kind in ('listed', 'listed_again', 'decided', 'released')),
    ring text not null check (ring in ('close', 'secondary')),
    -- What a clause or a person makes of it.
    verdict text not null check (verdict in ('close', 'ask', 'too_far', 'secondary', 'none')),
    -- Edition, number of the kind, first and last exposure, strength, as JSON; names nobody.
    says text not null,
    -- Where and when they met, sealed.
    evidence_sealed blob not null,
    at bigint not null,
    -- None where it followed from the search.
    by_login text,
    body_mac blob not null,
    primary key (county, case_id, person_id, ordinal),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(person_id) = 36),
    check ((kind = 'listed') = (ordinal = 0))
);
create index case_contact_by_person on case_contact (person_id, case_id);
create index case_contact_by_moment on case_contact (county, at);

-- 一管阳、一派单、一分队: what a signed positive set going at a unit. The next positive of the same unit
-- joins it while it goes on.
create table trace_operation (
    county text not null,
    operation_id text not null,
    -- The unit, or the building where there are no units.
    place text not null,
    -- The how-many-th operation there, from 0: of two that begin at once the second joins the first.
    turn bigint not null check (turn >= 0),
    at bigint not null,
    primary key (county, operation_id),
    check (length(operation_id) = 36)
);
create unique index trace_operation_once on trace_operation (county, place, turn);
create index trace_operation_by_moment on trace_operation (county, at);

-- Which cases it is of.
create table trace_operation_case (
    county text not null,
    operation_id text not null,
    case_id text not null,
    at bigint not null,
    primary key (county, operation_id, case_id),
    foreign key (county, operation_id) references trace_operation (county, operation_id)
);
create index trace_operation_case_by_case on trace_operation_case (case_id);

-- What a person decided of it: of the zone that it proposes, and that it is over.
create table trace_operation_fact (
    county text not null,
    fact_id text not null,
    operation_id text not null,
    kind text not null check (kind in ('zone_signed', 'zone_declined', 'ended')),
    zone_id text,
    reason text not null default '',
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, operation_id) references trace_operation (county, operation_id),
    check (length(fact_id) = 36),
    check ((kind = 'zone_signed') = (zone_id is not null))
);
-- Once each.
create unique index trace_operation_fact_once on trace_operation_fact (county, operation_id, kind);

-- The operation that an order is a step of.
alter table work_order add column operation_id text;
create index work_order_by_operation on work_order (county, operation_id)
    where operation_id is not null;
