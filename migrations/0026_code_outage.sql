-- 健康码停用: the city command says that codes are down, and that every gate goes by document and paper
-- list. It ends by itself within a day. Rows are added, never changed.
create table code_outage (
    county text not null,
    outage_id text not null,
    -- The first is 1. Of two who act at once both would be the next: one is told.
    ordinal bigint not null check (ordinal > 0),
    -- In words, for everybody to read. No name.
    reason text not null check (length(reason) > 0),
    since_at bigint not null,
    until_at bigint not null,
    by_login text not null,
    by_role text not null check (by_role in ('city_command')),
    body_mac blob not null,
    primary key (county, outage_id),
    unique (county, ordinal),
    check (length(outage_id) = 36),
    check (until_at > since_at and until_at - since_at <= 86400000)
);

-- That one was ended before its time: codes are asked for again.
create table code_outage_end (
    county text not null,
    outage_id text not null,
    at bigint not null,
    by_login text not null,
    primary key (county, outage_id),
    foreign key (county, outage_id) references code_outage (county, outage_id)
);
