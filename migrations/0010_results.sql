-- The look-up of results by the person himself: tries that are counted, codes that went out by SMS,
-- cards that were replaced, who may look for whom, and who looked.

-- What may be tried a few times within a while: a place is taken before anything is looked at, and
-- free again once the while is over. Keyed by what is asked for, whether there is such a person or
-- not.
create table result_try (
    county text not null,
    kind text not null check (kind in ('look_up', 'code', 'phone')),
    -- The keyed index of a document or of a phone.
    subject blob not null,
    slot bigint not null,
    try_id text not null,
    tried_at bigint not null,
    primary key (county, kind, subject, slot),
    check (slot between 0 and 4)
);
create index result_try_by_time on result_try (county, tried_at);

-- A code that went out by SMS, by its keyed fingerprint. One is kept too where nobody was found, so
-- that both leave the same.
create table result_code (
    county text not null,
    code_id text not null,
    document_index blob not null,
    code_mac blob not null,
    sent_at bigint not null,
    used_at bigint,
    primary key (county, code_id),
    check (length(code_id) = 36)
);
create index result_code_by_document on result_code (county, document_index, sent_at);
create index result_code_by_time on result_code (county, sent_at);

-- A card that took the place of an earlier one, whose receipt code holds no more. Before the first
-- of these everybody's card has number 1.
create table result_card (
    county text not null,
    person_id text not null,
    card_number bigint not null,
    made_at bigint not null,
    by_login text not null,
    primary key (county, person_id, card_number),
    check (card_number >= 2)
);

-- Who may look for whom, as it was agreed to at the counter. Rows are added, never changed.
create table result_binding_fact (
    county text not null,
    fact_id text not null,
    binding_id text not null,
    -- 0 for what begins it, 1 for what ends it.
    ordinal bigint not null check (ordinal in (0, 1)),
    -- Whose results.
    person_id text not null,
    -- Who looks.
    proxy_id text not null,
    consent text check (consent in ('in_person', 'on_paper', 'guardian')),
    first_day text,
    last_day text,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(binding_id) = 36),
    check (person_id <> proxy_id),
    check ((ordinal = 0) = (consent is not null)),
    check ((ordinal = 0) = (first_day is not null)),
    check ((ordinal = 0) = (last_day is not null))
);
create unique index result_binding_ordinal on result_binding_fact (county, binding_id, ordinal);
create index result_binding_by_person on result_binding_fact (county, person_id);
create index result_binding_by_proxy on result_binding_fact (county, proxy_id);

-- That somebody's results were looked at by himself, or by whom he agreed to.
create table result_look (
    county text not null,
    look_id text not null,
    person_id text not null,
    -- None where it was himself.
    proxy_id text,
    at bigint not null,
    primary key (county, look_id),
    check (length(look_id) = 36)
);
create index result_look_by_person on result_look (county, person_id, at);
