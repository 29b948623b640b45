-- Health codes: reasons that two people of different offices entered, appeals, and what a community
-- did about the codes of its people. No color stands here: it is computed when it is asked for.

-- A reason as it was proposed, for some people at once. It colors nobody before another office
-- approved it. Which causes may be entered at all is said here too: there is none for a debt, a
-- petition, an origin.
create table code_reason (
    county text not null,
    reason_id text not null,
    cause text not null
        check (cause in ('close_contact', 'secondary_contact', 'isolation', 'case_elsewhere')),
    -- Upon what: never upon a scan or a list alone.
    evidence text not null check (evidence in
        ('lab_result', 'investigation', 'isolation_decision', 'letter_from_elsewhere')),
    -- Where the evidence lies: the number of a record or of a paper.
    evidence_ref text not null check (length(trim(evidence_ref)) > 0),
    -- Why, in plain words, for the people themselves to read.
    said text not null check (length(trim(said)) > 0),
    -- The day from which its days are counted.
    counted_from text not null,
    -- Its last day, no later than its rule allows.
    last_day text not null,
    -- What the rule allows, in days, and which rule that is.
    days_max bigint not null check (days_max between 1 and 30),
    rule_text text not null check (length(rule_text) > 0),
    rule_number bigint not null check (rule_number > 0),
    n_people bigint not null check (n_people > 0),
    at bigint not null,
    by_login text not null check (length(by_login) > 0),
    body_mac blob not null,
    primary key (county, reason_id),
    -- So that an approval can name the one whom it approves, and is another's.
    unique (county, reason_id, by_login),
    check (length(reason_id) = 36),
    check (length(counted_from) = 10 and length(last_day) = 10),
    check (last_day >= counted_from)
);
create index code_reason_by_day on code_reason (county, last_day);

-- Whom a reason is of, each upon a record of his own.
create table code_reason_person (
    county text not null,
    reason_id text not null,
    person_id text not null,
    -- Which record names him.
    record_ref text not null check (length(trim(record_ref)) > 0),
    primary key (county, reason_id, person_id),
    foreign key (county, reason_id) references code_reason (county, reason_id),
    foreign key (county, person_id) references person (county, person_id)
);
-- The same record never holds the same person twice: a longer time takes new evidence.
create unique index code_reason_person_record
    on code_reason_person (county, person_id, record_ref);

-- What was said of a reason. Rows are added, never changed; of two at once the second is refused.
create table code_reason_fact (
    county text not null,
    fact_id text not null,
    reason_id text not null,
    ordinal bigint not null check (ordinal > 0),
    kind text not null check (kind in ('approved', 'declined', 'ended')),
    proposed_by text not null,
    by_login text not null,
    -- In which role: a proposer approves nothing.
    by_role text not null,
    -- Why it was declined or ended.
    reason text not null default '',
    at bigint not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, reason_id, proposed_by)
        references code_reason (county, reason_id, by_login),
    check (length(fact_id) = 36),
    check (kind = 'ended' or (by_login <> proposed_by and by_role = 'code_approver')),
    check (kind = 'approved' or length(trim(reason)) > 0)
);
create unique index code_reason_fact_ordinal on code_reason_fact (county, reason_id, ordinal);
-- Nobody approves twice: the second signature is another person's.
create unique index code_reason_fact_once on code_reason_fact (county, reason_id, kind, by_login);

-- That somebody says that a reason is wrong.
create table code_appeal (
    county text not null,
    appeal_id text not null,
    person_id text not null,
    community text not null,
    -- Against what: `pool_hold`, and `tube/…`.
    cause text not null,
    source text not null,
    way text not null check (way in ('page', 'phone', 'counter', 'community')),
    -- About medical care: answered within four hours.
    is_medical bigint not null check (is_medical in (0, 1)),
    -- What he says, sealed.
    said_sealed blob not null,
    at bigint not null,
    -- Who wrote it down; none where he wrote it himself.
    by_login text,
    body_mac blob not null,
    primary key (county, appeal_id),
    foreign key (county, person_id) references person (county, person_id),
    check (length(appeal_id) = 36),
    check (length(source) > 0),
    check ((way = 'page') = (by_login is null))
);
create index code_appeal_by_person on code_appeal (county, person_id, at);
create index code_appeal_by_day on code_appeal (county, at);

-- What was decided of it, once.
create table code_appeal_decision (
    county text not null,
    appeal_id text not null,
    outcome text not null check (outcome in ('upheld', 'voided')),
    -- What he is told.
    answer text not null check (length(trim(answer)) > 0),
    at bigint not null,
    by_login text not null,
    by_role text not null check (by_role = 'appeal_officer'),
    body_mac blob not null,
    primary key (county, appeal_id),
    foreign key (county, appeal_id) references code_appeal (county, appeal_id)
);

-- What a community did about the code of one of its people: looked into it, told him.
create table code_work (
    county text not null,
    work_id text not null,
    person_id text not null,
    source text not null check (length(source) > 0),
    kind text not null check (kind in ('verified', 'answered')),
    note text not null default '',
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, work_id),
    foreign key (county, person_id) references person (county, person_id),
    check (length(work_id) = 36)
);
create unique index code_work_once on code_work (county, person_id, source, kind);
