-- 座位与餐桌: where a case and his contacts sat; and that a case which nobody closes was told of.

-- Where a case, or a contact of his, sat in a vehicle or at a meal. Rows are added, never changed; of one
-- person at one place and time the last one counts. Destroyed with the case.
create table case_seat (
    county text not null,
    fact_id text not null,
    case_id text not null,
    -- The how-many-th of the case, from 0; of two at once the second is refused.
    ordinal bigint not null check (ordinal >= 0),
    -- Which contact; none where it is the case himself.
    person_id text,
    -- At which place, from when to when, and the seat: sealed with the key of the case.
    body_sealed blob not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(fact_id) = 36)
);
create unique index case_seat_ordinal on case_seat (county, case_id, ordinal);

-- That nobody had closed a case though nothing was left to do was told: once for each moment from which on it
-- should be closed. Destroyed with the case.
create table case_unclosed (
    county text not null,
    case_id text not null,
    -- Since when it should be closed.
    due_at bigint not null,
    -- The community of whose tracers it was told.
    place text not null,
    at bigint not null,
    primary key (county, case_id, due_at),
    foreign key (county, case_id) references trace_case (county, case_id)
);
