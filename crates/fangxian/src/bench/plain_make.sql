drop table if exists plain_sample;
create table plain_sample (
    id text primary key,
    tube text not null,
    person text not null,
    round text not null,
    taken_at bigint not null
);
create index plain_by_tube on plain_sample (tube);
create index plain_by_person on plain_sample (person, round)
