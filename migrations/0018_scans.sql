-- Gates that read codes, and the scans that came in, in blocks.

-- A gate of a place: a phone or a reader that signs in with a secret of its own.
create table gate (
    county text not null,
    gate_id text not null,
    -- Short, for the record of a scan; counted through the city.
    gate_number bigint not null,
    -- The number of the place.
    venue_number bigint not null,
    label text not null,
    secret_hash blob not null,
    made_at bigint not null,
    by_login text not null,
    primary key (county, gate_id),
    check (length(gate_id) = 36)
);
create unique index gate_by_number on gate (county, gate_number);

-- A gate that signs in no more.
create table gate_end (
    county text not null,
    gate_id text not null,
    ended_at bigint not null,
    by_login text not null,
    reason text not null,
    primary key (county, gate_id),
    foreign key (county, gate_id) references gate (county, gate_id)
);

-- Scans of one day as they came in, one behind the other. Who it was can be read with the key of that
-- day alone, which lies in no table and goes when the day's time is over, with these rows.
create table scan_block (
    county text not null,
    day text not null,
    -- The number of its first record in the intake log of the server that took it.
    taken_by text not null,
    first_number bigint not null,
    n_scans bigint not null check (n_scans >= 1),
    body blob not null,
    primary key (county, day, taken_by, first_number)
);

-- Up to which number the intake log of a server was drained.
create table scan_intake (
    county text not null,
    taken_by text not null,
    next_number bigint not null,
    primary key (county, taken_by)
);

-- A day whose scans were destroyed, and what went. Rows are added, never changed.
create table scan_destroyed (
    county text not null,
    day text not null,
    destroyed_at bigint not null,
    n_blocks bigint not null,
    n_scans bigint not null,
    -- The sum over all that went, so that what is found elsewhere can be told to be of it.
    body_sum text not null,
    primary key (county, day)
);
