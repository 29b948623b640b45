-- Sampling: tubes and who is in them, as the tables tell it, with or without a network; what became
-- of each tube; and what its result means for everybody in it.
--
-- A tube is keyed by the county that stands in its code, so that whoever scans it finds its row.
-- What a table took down is a part: rows are added, never changed, and a part that is sent again is
-- the same part. Five million samples a day are half a million parts.

-- A phone that takes samples down. It signs what it sends; one that is lost is revoked.
create table sampling_device (
    county text not null,
    device_id text not null,
    by_login text not null,
    label text not null,
    -- The public key, uncompressed point of P-256.
    public_key blob not null,
    enrolled_at bigint not null,
    revoked_at bigint,
    revoked_by text,
    -- How far its clock was from ours when it last sent, in milliseconds; and when that was.
    skew_ms bigint,
    last_sent_at bigint,
    n_unsent bigint,
    primary key (county, device_id),
    check (length(device_id) = 36),
    check ((revoked_at is null) = (revoked_by is null))
);

-- Codes that were given out to be printed: which belong together, and for how many people a tube.
create table tube_roll (
    county text not null,
    roll_id text not null,
    first_serial bigint not null,
    n_tubes bigint not null,
    pool text not null check (pool in ('one', 'five', 'ten', 'twenty', 'household')),
    place text not null,
    made_at bigint not null,
    made_by text not null,
    primary key (county, roll_id),
    check (n_tubes between 1 and 100000),
    check (length(roll_id) = 36)
);
create unique index tube_roll_serial on tube_roll (county, first_serial);

-- A tube in use. The first that says so holds the code; another use of it is a clash.
create table tube (
    county text not null,
    tube_code text not null,
    -- Made by the device when it opened the tube.
    use_id text not null,
    round_id text not null,
    -- The place of the table: a community, a compound.
    place text not null,
    site_id text,
    device_id text not null,
    pool text not null check (pool in ('one', 'five', 'ten', 'twenty', 'household')),
    opened_at bigint not null,
    received_at bigint not null,
    by_login text not null,
    -- None while it is open, as far as we know.
    sealed_at bigint,
    n_stated bigint,
    -- What a person must look at, by code, separated by commas: clash, too_many, clock.
    flags text not null default '',
    primary key (county, tube_code),
    check (length(use_id) = 36),
    check ((sealed_at is null) = (n_stated is null))
);
create index tube_by_round on tube (county, round_id, place, sealed_at);

-- What a table took down for a tube, as it was sent.
create table tube_part (
    county text not null,
    part_id text not null,
    tube_code text not null,
    use_id text not null,
    round_id text not null,
    first_position bigint not null,
    n_members bigint not null,
    -- Position, person, time, mark: packed, see the store.
    members blob not null,
    -- Who is in no register, sealed; none where everybody is.
    strangers_sealed blob,
    device_id text not null,
    by_login text not null,
    received_at bigint not null,
    -- How far the clock of the device was from ours, in milliseconds.
    skew_ms bigint not null,
    body_mac blob not null,
    primary key (county, part_id),
    check (length(part_id) = 36),
    check (n_members between 0 and 20)
);
create index tube_part_by_tube on tube_part (county, tube_code);

-- In which communities the people of a part are counted.
create table sampled_in (
    county text not null,
    community text not null,
    round_id text not null,
    received_at bigint not null,
    part_county text not null,
    part_id text not null,
    primary key (county, community, round_id, received_at, part_id)
);

-- A part that says something else under an id that is taken: kept for a person to look at.
create table tube_part_aside (
    county text not null,
    aside_id text not null,
    part_id text not null,
    body_sealed blob not null,
    by_login text not null,
    received_at bigint not null,
    primary key (county, aside_id)
);

-- Somebody whom no register knew when his sample was taken, and who he was found to be.
create table stranger (
    county text not null,
    part_id text not null,
    position bigint not null,
    tube_code text not null,
    -- Where the table stood: who looks him up.
    community text not null,
    document_index blob,
    round_id text not null,
    taken_at bigint not null,
    received_at bigint not null,
    -- Whether somebody has said who he is: a fact lies where that person is counted.
    is_matched smallint not null default 0 check (is_matched in (0, 1)),
    primary key (county, part_id, position)
);
create index stranger_by_community on stranger (county, community, received_at);
create index stranger_by_document on stranger (county, document_index);
-- Kept where the person is counted, so that his samples are found there.
create table stranger_fact (
    county text not null,
    fact_id text not null,
    community text not null,
    person_id text not null,
    part_id text not null,
    position bigint not null,
    tube_code text not null,
    round_id text not null,
    taken_at bigint not null,
    received_at bigint not null,
    by_login text not null,
    reason text not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36)
);
create unique index stranger_fact_once on stranger_fact (county, part_id, position);
create index stranger_fact_by_community on stranger_fact (county, community, received_at);
create index stranger_fact_by_tube on stranger_fact (county, tube_code);

-- What a laboratory said of a tube. Rows are added, never changed; what stands is computed.
create table tube_result (
    county text not null,
    result_id text not null,
    tube_code text not null,
    outcome text not null check (outcome in ('negative', 'positive', 'unclear', 'invalid')),
    -- Hundredths; none where the curve did not rise.
    ct_orf bigint,
    ct_n bigint,
    laboratory text not null,
    plate_id text,
    well text,
    -- A result that puts an earlier one right, and why.
    corrects text,
    reason text not null default '',
    entered_by text not null,
    entered_at bigint not null,
    signed_by text not null,
    signed_at bigint not null,
    primary key (county, result_id),
    check (length(result_id) = 36),
    -- Entered by one, signed by another.
    check (entered_by <> signed_by),
    check ((corrects is null) = (reason = ''))
);
create index tube_result_by_tube on tube_result (county, tube_code, signed_at);
create index tube_result_grave on tube_result (county, signed_at)
    where outcome in ('positive', 'unclear');
create unique index tube_result_corrected on tube_result (county, corrects) where corrects is not null;

-- A work order that a tube calls for.
alter table work_order add column tube_code text;
create index work_order_by_tube on work_order (tube_code) where tube_code is not null;
