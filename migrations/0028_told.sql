-- What is told of cases: reports in the words of whoever wrote them, chains as a person chose them, places
-- that everybody is told of, and where what was said and what was seen do not go together.

-- A report of an investigation, as it was pasted.
create table case_report (
    county text not null,
    report_id text not null,
    case_id text not null,
    -- On which day it was written: a day without a year is the latest one up to then.
    written_on text not null,
    -- Its words, sealed.
    body_sealed blob not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, report_id),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(report_id) = 36)
);
create index case_report_by_case on case_report (county, case_id, at);

-- Which words of a report an entry of the line of time was accepted from. Counted in characters.
create table case_report_words (
    county text not null,
    episode_id text not null,
    report_id text not null,
    from_char bigint not null check (from_char >= 0),
    to_char bigint not null,
    at bigint not null,
    primary key (county, episode_id),
    foreign key (county, report_id) references case_report (county, report_id),
    foreign key (county, episode_id) references case_episode (county, episode_id),
    check (to_char > from_char)
);
create index case_report_words_by_report on case_report_words (county, report_id, from_char);

-- Who infected a case, as a person chose it; the last one counts. Rows are added, never changed.
create table transmission_choice (
    county text not null,
    choice_id text not null,
    case_id text not null,
    -- From 0; of two at once the second is refused.
    ordinal bigint not null check (ordinal >= 0),
    kind text not null check (kind in ('infector', 'nobody', 'open')),
    -- The case that infected him, which may be of another county; none where it was nobody of these, or
    -- where the choice is taken back.
    infector text,
    reason text not null check (length(reason) > 0),
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, choice_id),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(choice_id) = 36),
    check ((kind = 'infector') = (infector is not null))
);
create unique index transmission_choice_ordinal on transmission_choice (county, case_id, ordinal);

-- Places and times that everybody is told of, as they were proposed.
create table risk_list (
    county text not null,
    list_id text not null,
    -- What is told, as JSON: places and stretches of time, of no person.
    windows text not null,
    -- Which homes had a place to themselves, so that no series of lists draws a path. Sealed.
    homes_sealed blob not null,
    at bigint not null,
    primary key (county, list_id),
    check (length(list_id) = 36)
);
create index risk_list_by_moment on risk_list (county, at);

-- What was said of such a list. Rows are added, never changed.
create table risk_list_fact (
    county text not null,
    fact_id text not null,
    list_id text not null,
    ordinal bigint not null check (ordinal >= 0),
    kind text not null check (kind in ('proposed', 'signed', 'declined', 'withdrawn')),
    reason text not null default '',
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, list_id) references risk_list (county, list_id),
    check (length(fact_id) = 36),
    check ((kind = 'proposed') = (ordinal = 0))
);
create unique index risk_list_fact_ordinal on risk_list_fact (county, list_id, ordinal);

-- Where what a case said and what was seen do not go together, and what was said of that since. Nothing
-- follows from it by itself.
create table case_contradiction (
    county text not null,
    contradiction_id text not null,
    -- From 0, the record.
    ordinal bigint not null check (ordinal >= 0),
    case_id text not null,
    kind text not null check (kind in ('recorded', 'explained', 'handed', 'withdrawn')),
    -- Both sides, or what was said, sealed.
    body_sealed blob not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, contradiction_id, ordinal),
    foreign key (county, case_id) references trace_case (county, case_id),
    check (length(contradiction_id) = 36),
    check ((kind = 'recorded') = (ordinal = 0))
);
create index case_contradiction_by_case on case_contradiction (county, case_id, at);
