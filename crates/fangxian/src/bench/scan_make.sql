drop table if exists plain_scan;
drop table if exists plain_person;
create table plain_person (
    alias bigint primary key,
    color smallint not null
);
create table plain_scan (
    id text not null,
    alias bigint not null,
    venue integer not null,
    gate integer not null,
    at bigint not null,
    color smallint,
    temperature smallint
);
create index plain_scan_by_person on plain_scan (alias, at);
create index plain_scan_by_venue on plain_scan (venue, at)
