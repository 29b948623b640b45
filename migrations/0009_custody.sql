-- Tubes from hand to hand, and what laboratories do with them.
--
-- What is scanned of a tube is keyed by the county that stands in its code, as the tube itself;
-- what somebody did stands under the county where it was begun. Rows are added, never changed,
-- but for the name and the capacity of a laboratory.

-- Somebody gives tubes away: what he scanned, and what he counted.
create table handover (
    county text not null,
    handover_id text not null,
    kind text not null check (kind in ('site_to_courier', 'courier_to_lab')),
    from_login text not null,
    -- Who carries them on, or which laboratory they are for.
    to_login text,
    laboratory_id text,
    n_stated bigint not null,
    -- Of the box, in tenths of a degree Celsius.
    temperature bigint,
    at bigint not null,
    body_mac blob not null,
    primary key (county, handover_id),
    check (length(handover_id) = 36),
    check (n_stated between 0 and 100000),
    check ((kind = 'site_to_courier') = (to_login is not null)),
    check ((kind = 'courier_to_lab') = (laboratory_id is not null)),
    -- Nobody gives to himself.
    check (to_login is null or to_login <> from_login)
);
create index handover_by_time on handover (county, at);

-- The other side: what it found, and what it counted. Once.
create table handover_receipt (
    county text not null,
    handover_id text not null,
    by_login text not null,
    n_found bigint not null,
    temperature bigint,
    at bigint not null,
    body_mac blob not null,
    primary key (county, handover_id),
    check (n_found between 0 and 100000)
);

-- Each tube that a side scanned.
create table handover_tube (
    -- The county of the tube.
    county text not null,
    tube_code text not null,
    handover_id text not null,
    side text not null check (side in ('given', 'found')),
    kind text not null check (kind in ('site_to_courier', 'courier_to_lab')),
    handover_county text not null,
    at bigint not null,
    primary key (county, tube_code, handover_id, side)
);
create index handover_tube_by_handover on handover_tube (county, handover_id, side);

create table laboratory (
    county text not null,
    laboratory_id text not null,
    -- Where it is: a county of the city, or the city.
    place text not null,
    name text not null,
    capacity_day bigint not null,
    made_at bigint not null,
    made_by text not null,
    version bigint not null default 1,
    primary key (county, laboratory_id),
    check (length(laboratory_id) = 36),
    check (capacity_day between 1 and 1000000)
);

-- Who works in a laboratory: the last row of a sign-in name counts.
create table laboratory_member (
    county text not null,
    fact_id text not null,
    laboratory_id text not null,
    login text not null,
    is_in bigint not null check (is_in in (0, 1)),
    at bigint not null,
    by_login text not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36)
);
create index laboratory_member_of on laboratory_member (county, laboratory_id, login, at);

-- A plate, kept with its whole map or not at all.
create table plate (
    county text not null,
    plate_id text not null,
    laboratory_id text not null,
    label text not null,
    -- The kit, and below which cycle its instructions call a curve risen, in hundredths.
    kit text not null,
    ct_bar bigint not null,
    n_tubes bigint not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, plate_id),
    check (length(plate_id) = 36),
    check (ct_bar between 1 and 5000),
    check (n_tubes between 1 and 94)
);
create index plate_of_laboratory on plate (county, laboratory_id, at);

create table plate_well (
    county text not null,
    plate_id text not null,
    well text not null,
    kind text not null check (kind in ('tube', 'negative_control', 'positive_control')),
    tube_code text,
    primary key (county, plate_id, well),
    check ((kind = 'tube') = (tube_code is not null))
);

-- The same from the tube's side.
create table tube_plated (
    county text not null,
    tube_code text not null,
    plate_id text not null,
    plate_county text not null,
    laboratory_id text not null,
    well text not null,
    at bigint not null,
    primary key (county, tube_code, plate_id)
);

-- Results that were entered together. Nothing of it counts before it is signed.
create table result_sheet (
    county text not null,
    sheet_id text not null,
    laboratory_id text not null,
    -- None where results are put right.
    plate_id text,
    source text not null check (source in ('form', 'file', 'correction')),
    -- Of the file, with what the sender stated.
    sha256 text,
    n_rows bigint not null,
    entered_by text not null,
    entered_at bigint not null,
    body_mac blob not null,
    primary key (county, sheet_id),
    check (length(sheet_id) = 36),
    check ((source = 'correction') = (plate_id is null)),
    check ((source = 'file') = (sha256 is not null))
);
create index result_sheet_of_laboratory on result_sheet (county, laboratory_id, entered_at);
create index result_sheet_of_plate on result_sheet (county, plate_id);

create table result_sheet_row (
    county text not null,
    sheet_id text not null,
    position bigint not null,
    -- None in the row of a correction.
    well text,
    -- None in the row of a control.
    tube_code text,
    -- The id that the result will have.
    result_id text not null,
    ct_orf bigint,
    ct_n bigint,
    -- None in the row of a control.
    outcome text check (outcome in ('negative', 'positive', 'unclear', 'invalid')),
    corrects text,
    reason text not null default '',
    primary key (county, sheet_id, position),
    check (length(result_id) = 36),
    check ((outcome is null) = (tube_code is null)),
    check (corrects is null or reason <> '')
);

-- What somebody else said of it: once.
create table result_sheet_decision (
    county text not null,
    sheet_id text not null,
    decision text not null check (decision in ('signed', 'sent_back')),
    by_login text not null,
    at bigint not null,
    reason text not null,
    primary key (county, sheet_id),
    check ((decision = 'sent_back') = (reason <> ''))
);

-- Control tubes that stand among all others: what is in them, only the one who gave them out knows.
create table control_tube (
    county text not null,
    tube_code text not null,
    expects text not null check (expects in ('negative', 'positive')),
    at bigint not null,
    by_login text not null,
    primary key (county, tube_code)
);
