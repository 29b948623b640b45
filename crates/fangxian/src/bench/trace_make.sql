drop table if exists plain_visit;
create table plain_visit (
    person integer not null,
    place integer not null,
    at integer not null
)
