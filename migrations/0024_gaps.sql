-- What was said to end passes before their time: a lost sheet of paper, and tickets once somebody may look
-- for another no more.

-- Passes of a person that were made before a moment are over. Rows are added, never changed.
create table pass_end (
    county text not null,
    end_id text not null,
    person_id text not null,
    kind text not null check (kind in ('paper', 'ticket')),
    at bigint not null,
    by_login text not null,
    primary key (county, end_id),
    check (length(end_id) = 36),
    check (length(person_id) = 36)
);
create index pass_end_by_moment on pass_end (at);
create index pass_end_by_person on pass_end (county, person_id, at);

-- The tube of a landing test is a tube now, and held by its code.
drop index arrival_fact_by_tube;

-- What is kept for its time alone is found by its first fact, the oldest first.
create index arrival_fact_first on arrival_fact (at, report_id) where ordinal = 0;
create index filing_fact_first on filing_fact (at, filing_id) where ordinal = 0;

-- 外国人永久居留身份证: a kind of its own. The list of kinds of 0002 has none of it, so it stands there as
-- any other document and here by its name; none of a document of any other kind.
alter table person add column document_form text check (document_form in ('permanent_residence'));

-- A guest who was entered wrongly, as the house put him right; the entry before stays. Rows are added,
-- never changed, and destroyed with the stay. The ordinals go on from those of the stay.
create table lodging_stay_fix (
    county text not null,
    fact_id text not null,
    stay_id text not null,
    venue_id text not null,
    ordinal bigint not null check (ordinal > 0),
    -- Who, in which room, sealed.
    who_sealed blob not null,
    document_index blob not null,
    place text not null,
    day text not null,
    at bigint not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(stay_id) = 36),
    check (length(venue_id) = 36)
);
create unique index lodging_stay_fix_ordinal on lodging_stay_fix (county, stay_id, ordinal);
create index lodging_stay_fix_by_stay on lodging_stay_fix (stay_id, ordinal);
create index lodging_stay_fix_by_document on lodging_stay_fix (document_index);
