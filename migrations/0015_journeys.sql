-- Cases that counties outside the city reported: the day of the last one, and where that is written.
-- `county` is the city's own key; `place` is the county that reported. Rows are added, never changed;
-- what was entered wrongly is withdrawn by another row.
create table case_elsewhere (
    county text not null,
    case_id text not null,
    place text not null,
    last_on text not null,
    source text not null,
    note text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, case_id),
    check (length(case_id) = 36),
    check (length(place) = 6),
    check (length(last_on) = 10),
    check (source <> '')
);
create index case_elsewhere_by_day on case_elsewhere (county, last_on);

create table case_elsewhere_withdrawal (
    county text not null,
    case_id text not null,
    fact_id text not null,
    reason text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, case_id),
    check (length(fact_id) = 36),
    check (reason <> '')
);
