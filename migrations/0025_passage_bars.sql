-- 码变告知: that somebody was told that a reason began to color his code, or that it ended: by a short
-- message, or by an order to whoever goes to his door where no message reaches him. Rows are added, never
-- changed. No color stands here.
create table code_told (
    county text not null,
    person_id text not null,
    cause text not null,
    source text not null check (length(source) > 0),
    -- Odd where it began, even where it ended; higher where it began again.
    ordinal bigint not null check (ordinal > 0),
    way text not null check (way in ('sms', 'task')),
    -- The message or the order.
    sent_id text not null,
    at bigint not null,
    -- A message that did not go out is followed by an order.
    primary key (county, person_id, cause, source, ordinal, way),
    foreign key (county, person_id) references person (county, person_id),
    check (length(sent_id) = 36)
);
create index code_told_by_moment on code_told (county, at);
create index code_told_by_sent on code_told (sent_id);

-- 急事放行: whoever must be let pass at once, by the word of the hotline or of whoever goes from door to
-- door. It ends by itself within a day.
create table care_passage (
    county text not null,
    passage_id text not null,
    -- Whose code a gate lets pass by itself; none where the register knows nobody by this document.
    person_id text,
    need text not null check (need in ('labour', 'dialysis', 'rescue')),
    at bigint not null,
    until_at bigint not null,
    by_login text not null,
    by_role text not null
        check (by_role in ('hotline', 'grid_worker', 'community_registrar')),
    body_mac blob not null,
    primary key (county, passage_id),
    check (length(passage_id) = 36),
    check (until_at > at and until_at - at <= 86400000)
);
create index care_passage_by_end on care_passage (until_at);

-- 外单位来要个人扫码、健康码: each is refused, and counted for everybody to read.
create table outside_request (
    county text not null,
    request_id text not null,
    asked_by text not null
        check (asked_by in ('police', 'court', 'office', 'employer', 'press', 'other')),
    about text not null check (about in ('scans', 'codes', 'results', 'register')),
    -- The number of the letter, and nobody's name.
    reference text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, request_id),
    check (length(request_id) = 36)
);
create index outside_request_by_moment on outside_request (at);

-- 诱饵场所: a place whose scans nobody has a reason to ask for. Whoever does is told to the auditor.
create table venue_canary (
    county text not null,
    venue_id text not null,
    at bigint not null,
    by_login text not null,
    primary key (county, venue_id),
    check (length(venue_id) = 36)
);
create index venue_canary_by_venue on venue_canary (venue_id);
