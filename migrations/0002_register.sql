-- The register of people, the imports that feed it, and the rounds that are worked from it.
--
-- What names a person is sealed field by field with a key that is not in the database, and found
-- by a keyed index of the normalized value. Who, when and why stand beside every change.

create table person (
    county text not null,
    person_id text not null,
    community text not null,
    -- The household: a place of that kind.
    door text not null,
    name_sealed blob not null,
    document_kind text not null check (document_kind in
        ('resident_id', 'passport', 'hong_kong_macao', 'taiwan', 'other', 'none_yet')),
    document_sealed blob,
    document_index blob,
    phone_sealed blob,
    phone_index blob,
    -- Sex, birth, relation to the head, note.
    particulars_sealed blob not null,
    stay text not null check (stay in ('permanent', 'temporary', 'staff', 'visitor')),
    origin text not null check (origin in ('entered', 'imported', 'found', 'invented')),
    -- Set once the person is no longer counted here, with the reason in the fact that did it.
    gone_at bigint,
    created_at bigint not null,
    version bigint not null default 1,
    primary key (county, person_id),
    check (length(person_id) = 36),
    check ((document_kind = 'none_yet') = (document_sealed is null)),
    check ((document_sealed is null) = (document_index is null)),
    check ((phone_sealed is null) = (phone_index is null))
);
-- Who is counted in a community, answered from the index alone.
create index person_by_community on person (county, community, person_id) where gone_at is null;
-- One document stands once in a community, however often a list is sent in.
create unique index person_by_document on person (county, community, document_index)
    where gone_at is null;
create index person_by_document_anywhere on person (county, document_index);
create index person_by_phone on person (county, phone_index);

-- What was done to the record of a person. Rows are added, never changed; each keeps the whole
-- record as it was afterwards, sealed.
create table person_fact (
    county text not null,
    fact_id text not null,
    person_id text not null,
    kind text not null check (kind in ('registered', 'changed', 'left', 'returned')),
    at bigint not null,
    by_login text not null,
    reason text not null,
    -- The version that it assumed, and made one more of; 0 before the first.
    assumed_version bigint not null,
    record_sealed blob not null,
    body_mac blob not null,
    primary key (county, fact_id),
    foreign key (county, person_id) references person (county, person_id)
);
create index person_fact_by_person on person_fact (county, person_id, assumed_version, fact_id);

-- A sheet that somebody sent in, sealed, until it is cleared away.
create table roster_import (
    county text not null,
    import_id text not null,
    community text not null,
    file_sealed blob,
    file_mac blob not null,
    file_name_sealed blob not null,
    put_in_by text not null,
    put_in_at bigint not null,
    state text not null check (state in
        ('uploaded', 'checked', 'applying', 'applied', 'cancelled')),
    -- Which sheet, which column is what: JSON.
    reading text not null,
    -- The last row that was decided, and how the rows were decided so far.
    last_row bigint not null default 0,
    n_rows bigint not null default 0,
    n_added bigint not null default 0,
    n_changed bigint not null default 0,
    n_unchanged bigint not null default 0,
    n_rejected bigint not null default 0,
    n_aside bigint not null default 0,
    closed_at bigint,
    version bigint not null default 1,
    primary key (county, import_id)
);
create index roster_import_by_community on roster_import (county, community, put_in_at, import_id);

-- The rows of a sheet that were not simply taken, with the reason.
create table roster_row (
    county text not null,
    import_id text not null,
    -- As the spreadsheet numbers it.
    row_number bigint not null,
    verdict text not null check (verdict in ('rejected', 'aside')),
    -- Codes of what is wrong, separated by commas.
    flaws text not null,
    primary key (county, import_id, row_number),
    foreign key (county, import_id) references roster_import (county, import_id)
);

-- Which header a community's lists carry for which column: remembered from the last time.
create table roster_header (
    county text not null,
    community text not null,
    header_mac blob not null,
    reading text not null,
    primary key (county, community, header_mac)
);

-- Something that everybody of an area is to be reached for.
create table round (
    county text not null,
    round_id text not null,
    place text not null,
    name text not null,
    kind text not null check (kind in ('sampling', 'door_knocking', 'supply', 'count')),
    opened_at bigint not null,
    opened_by text not null,
    closed_at bigint,
    closed_by text,
    version bigint not null default 1,
    primary key (county, round_id),
    check ((closed_at is null) = (closed_by is null))
);
create index round_by_place on round (county, place, opened_at);

-- What became of a person in a round. Rows are added, never changed: a fact names those that it
-- replaces, so that whatever order they arrive in, the same stand.
create table round_fact (
    county text not null,
    fact_id text not null,
    round_id text not null,
    community text not null,
    person_id text not null,
    outcome text not null check (outcome in
        ('done', 'refused', 'away', 'moved', 'exempt', 'unticked')),
    note_sealed blob,
    back_on text,
    -- The facts that whoever ticked had before him, separated by commas.
    replaces text not null,
    means text not null check (means in ('phone', 'desk', 'paper')),
    -- By the clock of the device, and by ours.
    seen_at bigint not null,
    received_at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (back_on is null or outcome = 'away')
);
create index round_fact_by_round on round_fact (county, round_id, community, received_at);
create index round_fact_by_person on round_fact (county, person_id, round_id);

-- A capture that says something else under an id that is taken: kept for a person to look at.
create table round_fact_aside (
    county text not null,
    aside_id text not null,
    fact_id text not null,
    body_sealed blob not null,
    by_login text not null,
    received_at bigint not null,
    primary key (county, aside_id)
);
