-- That somebody was told of tubes that are without a result for too long: once a day for a round and
-- the place of its tables.
create table tube_alarm (
    county text not null,
    round_id text not null,
    place text not null,
    for_day text not null,
    n_tubes bigint not null check (n_tubes > 0),
    at bigint not null,
    primary key (county, round_id, place, for_day)
);
