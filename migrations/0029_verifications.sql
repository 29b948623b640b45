-- 协查: lists that ask about people, who sends them, whom they ask about, what was answered, and to whom
-- that went.
--
-- Who is meant by a line is sealed. Whose turn it is, what is late, which answer a sender has not heard yet
-- is computed from these and the clock.

-- Who sends lists, or is sent ours, as it was said last. Rows are added, never changed.
create table verification_sender_fact (
    county text not null,
    fact_id text not null,
    sender_id text not null,
    ordinal bigint not null,
    -- What he is, as JSON.
    says text not null,
    -- The jurisdiction of the desk that his lists come to.
    place text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(sender_id) = 36)
);
create unique index verification_sender_fact_ordinal
    on verification_sender_fact (county, sender_id, ordinal);
create index verification_sender_fact_by_sender on verification_sender_fact (sender_id, ordinal);

-- A list, as it was put in. Its reading may change while it is a draft.
create table verification_list (
    county text not null,
    list_id text not null,
    sender_id text not null,
    -- The jurisdiction of the desk that takes it in, or sends it.
    place text not null,
    direction text not null check (direction in ('in', 'out')),
    way text not null check (way in ('file', 'letter')),
    -- The name of the file, and the rows above the lines, sealed.
    name_sealed blob not null,
    head_sealed blob not null,
    -- Over the sender and what stands in the rows: the same list again has the same.
    body_mac blob not null,
    -- Which column is what: JSON.
    reading text not null,
    state text not null check (state in ('draft', 'taken', 'dropped')),
    n_lines bigint not null,
    received_at bigint not null,
    taken_at bigint,
    due_at bigint,
    -- None where it came as a letter.
    by_login text,
    version bigint not null default 1,
    primary key (county, list_id),
    check (length(list_id) = 36),
    check (length(sender_id) = 36),
    check ((state = 'taken') = (taken_at is not null)),
    check ((taken_at is null) = (due_at is null))
);
create index verification_list_by_id on verification_list (list_id);
create index verification_list_by_place on verification_list (place, received_at);
create index verification_list_by_mac on verification_list (body_mac);
create index verification_list_by_moment on verification_list (received_at, list_id);

-- The rows of a list with all of their cells, sealed: so that the answer goes back in the sender's own form.
create table verification_row (
    county text not null,
    list_id text not null,
    -- As the spreadsheet numbers it.
    row_number bigint not null,
    cells_sealed blob not null,
    primary key (county, list_id, row_number),
    foreign key (county, list_id) references verification_list (county, list_id)
);

-- Of a list that was taken: whom each row asks about. The case alone changes, where two turn out to be one
-- person's.
create table verification_line (
    county text not null,
    list_id text not null,
    row_number bigint not null,
    case_id text not null,
    -- Who, sealed.
    who_sealed blob not null,
    -- The keyed indexes by which lines of one person are found.
    document_index blob,
    contact_index blob,
    -- Who of the register, where he was found when the list was taken.
    person_id text,
    -- Codes of what is wrong with it, separated by commas.
    flaws text not null,
    primary key (county, list_id, row_number),
    foreign key (county, list_id) references verification_list (county, list_id),
    check (length(case_id) = 36)
);
create index verification_line_by_case on verification_line (case_id);
create index verification_line_by_list on verification_line (list_id, row_number);
create index verification_line_by_document on verification_line (document_index);
create index verification_line_by_contact on verification_line (contact_index);
create index verification_line_by_person on verification_line (person_id);

-- What was said of the case of one person. Rows are added, never changed. Of two who say something at once
-- the second is refused.
create table verification_fact (
    county text not null,
    fact_id text not null,
    case_id text not null,
    -- 0 for what opens it.
    ordinal bigint not null,
    kind text not null
        check (kind in ('opened', 'placed', 'joined', 'tried', 'handed_back', 'answered')),
    -- What, as JSON; names nobody.
    says text not null,
    -- Whither he left, where he is isolated, and what there is to say besides, sealed.
    words_sealed blob,
    -- Where the case is after this fact: a community, or the jurisdiction of a desk.
    place text not null,
    at bigint not null,
    -- None where a rule did it: the register says whose he is.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(case_id) = 36),
    check ((kind = 'opened') = (ordinal = 0)),
    check (kind in ('opened', 'placed', 'joined') or by_login is not null)
);
create unique index verification_fact_ordinal on verification_fact (county, case_id, ordinal);
create index verification_fact_by_case on verification_fact (case_id, ordinal);
create index verification_fact_by_place on verification_fact (place, at);

-- That the answers of a list went out to its sender, as a file or as a letter. Rows are added, never changed.
create table verification_reply (
    county text not null,
    reply_id text not null,
    list_id text not null,
    format text not null check (format in ('xlsx', 'csv', 'letter')),
    n_lines bigint not null,
    n_answered bigint not null,
    at bigint not null,
    -- None where a letter went out by itself.
    by_login text,
    body_mac blob not null,
    primary key (county, reply_id),
    foreign key (county, list_id) references verification_list (county, list_id),
    check (length(reply_id) = 36)
);
create index verification_reply_by_list on verification_reply (list_id, at);

-- Which answer of which line went out with it: another one of the same person goes out again.
create table verification_told (
    county text not null,
    list_id text not null,
    row_number bigint not null,
    fact_id text not null,
    reply_id text not null,
    primary key (county, list_id, row_number, fact_id),
    foreign key (county, list_id) references verification_list (county, list_id)
);

-- What was answered to a list of ours. Rows are added, never changed; of one line the last holds.
create table verification_heard (
    county text not null,
    list_id text not null,
    row_number bigint not null,
    -- The fact of whoever answered: the same twice is once.
    fact_id text not null,
    -- The how-many-th answer it is there.
    ordinal bigint not null,
    answer text not null,
    -- What it says in words, sealed.
    words_sealed blob not null,
    answered_at bigint not null,
    heard_at bigint not null,
    primary key (county, list_id, row_number, fact_id),
    foreign key (county, list_id) references verification_list (county, list_id),
    check (length(fact_id) = 36)
);
create index verification_heard_by_list on verification_heard (list_id, row_number);

-- That somebody was told of a case that waits beyond its time. Once for each clock.
create table verification_late (
    county text not null,
    case_id text not null,
    due_at bigint not null,
    place text not null,
    at bigint not null,
    primary key (county, case_id, due_at),
    check (length(case_id) = 36)
);

-- What was destroyed because its time was over. Rows are added, never changed.
create table verification_destroyed (
    county text not null,
    -- The day on which a list came.
    day text not null,
    destroyed_at bigint not null,
    n_lists bigint not null,
    n_lines bigint not null,
    -- The sum over all that went, so that what is found elsewhere can be told to be of it.
    body_sum text not null,
    primary key (county, day, destroyed_at)
);
