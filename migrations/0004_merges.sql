-- Two records of one person, what was said of them, and how a merge is undone.

-- The kinds of facts become more, and a check cannot be changed: the rows move.
create table person_fact_next (
    county text not null,
    fact_id text not null,
    person_id text not null,
    kind text not null check (kind in
        ('registered', 'changed', 'left', 'returned', 'merged', 'merged_away', 'unmerged',
         'import_undone')),
    at bigint not null,
    by_login text not null,
    reason text not null,
    -- The version that it assumed, and made one more of; 0 before the first.
    assumed_version bigint not null,
    record_sealed blob not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, person_id) references person (county, person_id)
);
insert into person_fact_next (county, fact_id, person_id, kind, at, by_login, reason,
    assumed_version, record_sealed, body_mac)
select county, fact_id, person_id, kind, at, by_login, reason, assumed_version, record_sealed,
    body_mac
from person_fact;
drop table person_fact;
alter table person_fact_next rename to person_fact;
create index person_fact_by_person on person_fact (county, person_id, assumed_version, fact_id);

-- What was said of two records: that they are one person, that they are two, that a merge is
-- undone. Rows are added, never changed. A merge stands until a fact undoes it.
create table person_pair_fact (
    -- Where the record lies that stays.
    county text not null,
    pair_fact_id text not null,
    kind text not null check (kind in ('merged', 'unmerged', 'apart')),
    -- The record that stays, and where its person lives.
    person_id text not null,
    community text not null,
    -- The record that was merged into it, and where its ticks lie.
    other_county text not null,
    other_id text not null,
    other_community text not null,
    -- The merge that is undone.
    undoes text,
    at bigint not null,
    by_login text not null,
    reason text not null,
    -- The versions that were seen.
    person_version bigint not null,
    other_version bigint not null,
    body_mac blob not null,
    primary key (county, pair_fact_id),
    foreign key (county, person_id) references person (county, person_id),
    check ((kind = 'unmerged') = (undoes is not null)),
    check (person_id <> other_id)
);
create unique index person_pair_fact_undone on person_pair_fact (county, undoes)
    where undoes is not null;
create index person_pair_fact_by_community on person_pair_fact (county, community);
create index person_pair_fact_by_person on person_pair_fact (county, person_id);
create index person_pair_fact_by_other on person_pair_fact (other_county, other_id);

-- A list that somebody wants to take out. Asked by one person with a reason, approved by another,
-- fetched once. The file itself is never kept.
create table export_job (
    county text not null,
    export_id text not null,
    -- Of whom: a community or a place in it.
    place text not null,
    -- The list of this round, or the register.
    round_id text,
    -- Codes, separated by commas.
    columns text not null,
    numbers text not null check (numbers in ('whole', 'masked')),
    reason text not null,
    asked_by text not null,
    asked_at bigint not null,
    state text not null check (state in ('asked', 'approved', 'declined', 'fetched')),
    decided_by text,
    decided_at bigint,
    -- Why it was declined; empty where it was approved without a word.
    decision text,
    fetched_at bigint,
    n_rows bigint,
    -- What stands in the copy, by which it is known wherever it turns up.
    mark text,
    version bigint not null default 1,
    primary key (county, export_id),
    check (decided_by is null or decided_by <> asked_by),
    check ((decided_by is null) = (state = 'asked')),
    check ((fetched_at is null) = (state <> 'fetched')),
    check ((mark is null) = (state <> 'fetched')),
    check ((n_rows is null) = (state <> 'fetched'))
);
create index export_job_by_place on export_job (county, place, asked_at);
create index export_job_by_asker on export_job (county, asked_by, fetched_at);
create unique index export_job_mark on export_job (county, mark) where mark is not null;

-- An import that was taken back, which happens once. What became of each person stands with the
-- person.
create table roster_undo (
    county text not null,
    import_id text not null,
    at bigint not null,
    by_login text not null,
    reason text not null,
    n_left bigint not null,
    n_restored bigint not null,
    n_kept bigint not null,
    body_mac blob not null,
    primary key (county, import_id),
    foreign key (county, import_id) references roster_import (county, import_id)
);
