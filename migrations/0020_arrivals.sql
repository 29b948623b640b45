-- 返并报备与到站、落地检、移交社区: what was said of each arrival.
--
-- No column holds a color: the mark, the code and what is overdue are computed from these, the rules of
-- the day and the clock.

-- Rows are added, never changed. Of two who say something at once the second is refused.
create table arrival_fact (
    county text not null,
    fact_id text not null,
    report_id text not null,
    -- 0 for what reports it.
    ordinal bigint not null,
    kind text not null
        check (kind in ('reported', 'changed', 'withdrawn', 'checked', 'sampled', 'declined',
            'handed', 'received', 'absent')),
    -- What, as JSON; names nobody.
    says text not null,
    -- Who comes, sealed; with what reports it and with every new version.
    who_sealed blob,
    -- Where he stays after this fact: a place of the city, or the city itself where nobody knows.
    place text not null,
    -- The code of the station of this version.
    station text not null,
    arrives_at bigint not null,
    reason text not null,
    at bigint not null,
    -- None where somebody reported by himself.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(report_id) = 36),
    check ((kind = 'reported') = (ordinal = 0)),
    check ((kind in ('reported', 'changed')) = (who_sealed is not null)),
    check (kind in ('reported', 'changed', 'withdrawn') or by_login is not null)
);
create unique index arrival_fact_ordinal on arrival_fact (county, report_id, ordinal);
create index arrival_fact_by_report on arrival_fact (report_id, ordinal);
create index arrival_fact_by_place on arrival_fact (place, arrives_at);
create index arrival_fact_by_station on arrival_fact (station, arrives_at);
create index arrival_fact_by_moment on arrival_fact (arrives_at);

-- Who is in a version, by the keyed index of the document: so that a report is found at the station and
-- its codes are found by the person.
create table arrival_person (
    county text not null,
    fact_id text not null,
    -- 0 for whoever reports, then those who come along.
    number bigint not null,
    document_index blob not null,
    -- The keyed index of the last four signs of the document, for the search at the station.
    tail_index blob not null,
    primary key (county, fact_id, number),
    foreign key (county, fact_id) references arrival_fact (county, fact_id)
);
create index arrival_person_by_document on arrival_person (document_index);
create index arrival_person_by_tail on arrival_person (tail_index);
