-- Reports that a superior asks for in a form of his own: the form with its columns mapped, what was
-- made of it, and to whom that was sent.

-- A form that is filled again and again. Its file and mapping stand below, one row for each version.
create table report_template (
    county text not null,
    template_id text not null,
    -- It may be filled for whatever lies within.
    place text not null,
    name text not null,
    -- Who asks for it: 区卫健局.
    sender text not null,
    purpose text not null check (purpose in ('sampling', 'health_care', 'supply', 'statistics')),
    row_kind text not null check (row_kind in ('person', 'household', 'building')),
    made_by text not null,
    made_at bigint not null,
    body_mac blob not null,
    -- How many versions of its mapping there are.
    version bigint not null default 1,
    primary key (county, template_id)
);

-- The empty form and which column is what. Rows are added, never changed.
create table report_form (
    county text not null,
    template_id text not null,
    form_number bigint not null,
    form_sealed blob not null,
    -- Sheet, heading, columns, single cells: JSON.
    reading text not null,
    made_by text not null,
    made_at bigint not null,
    primary key (county, template_id, form_number),
    foreign key (county, template_id) references report_template (county, template_id)
);

-- What was made of a form, as it was given out. Never changed.
create table report (
    county text not null,
    report_id text not null,
    -- For whom it was filled.
    place text not null,
    template_id text not null,
    -- The county under which the template stands, which may be the city's.
    template_county text not null,
    form_number bigint not null,
    round_id text,
    purpose text not null check (purpose in ('sampling', 'health_care', 'supply', 'statistics')),
    n_rows bigint not null,
    file_sealed blob not null,
    rows_sealed blob not null,
    -- SHA-256 over the bytes of the file and over its rows, in hex.
    file_fingerprint text not null,
    rows_fingerprint text not null,
    made_by text not null,
    made_at bigint not null,
    primary key (county, report_id),
    check (length(file_fingerprint) = 64),
    check (length(rows_fingerprint) = 64)
);
create index report_by_place on report (county, place, made_at, report_id);

-- To whom a report was sent, and when. Rows are added, never changed.
create table report_sent (
    county text not null,
    sent_id text not null,
    report_id text not null,
    sent_on text not null,
    sent_to text not null,
    by_login text not null,
    noted_at bigint not null,
    primary key (county, sent_id),
    foreign key (county, report_id) references report (county, report_id)
);
create index report_sent_by_report on report_sent (county, report_id, noted_at, sent_id);
