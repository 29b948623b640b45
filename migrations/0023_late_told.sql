-- That somebody was told of what waits beyond its time: a hand-over, or a gathering without an answer. Once
-- for each clock: a new hand-over or a new version has another.
create table late_told (
    county text not null,
    what text not null check (what in ('arrival', 'gathering')),
    subject_id text not null,
    -- The moment that passed.
    due_at bigint not null,
    place text not null,
    at bigint not null,
    primary key (county, what, subject_id, due_at),
    check (length(subject_id) = 36)
);
create index late_told_by_subject on late_told (subject_id, due_at);

-- What was handed over, and what was filed, is looked through by its moment.
create index arrival_fact_by_handed on arrival_fact (at) where kind = 'handed';
create index filing_fact_by_moment on filing_fact (at) where what = 'gathering';
-- A tube for one person is given once.
create index arrival_fact_by_tube on arrival_fact (says) where kind = 'sampled';

-- What was looked at on a public page: his results, his code, or a code that was printed. None of what was
-- kept before.
alter table result_look add column what text;
