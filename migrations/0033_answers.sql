-- What was destroyed because its time was over, of whatever kind: two tables said the same. Rows are added,
-- never changed. Which kinds there are the program knows.
create table destroyed (
    county text not null,
    what text not null,
    -- The last day of what was destroyed, or the day on which it was closed or proposed.
    day text not null,
    destroyed_at bigint not null,
    n_records bigint not null,
    n_rows bigint not null,
    -- The sum over all that went, so that what is found elsewhere can be told to be of it.
    body_sum text not null,
    primary key (county, what, day, destroyed_at)
);
insert into destroyed (county, what, day, destroyed_at, n_records, n_rows, body_sum)
    select county, what, day, destroyed_at, n_records, n_rows, body_sum from record_destroyed;
insert into destroyed (county, what, day, destroyed_at, n_records, n_rows, body_sum)
    select county, what, day, destroyed_at, n_records, n_rows, body_sum from case_destroyed;
drop table record_destroyed;
drop table case_destroyed;
