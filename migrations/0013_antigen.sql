-- Antigen tests that people do at home and report. Rows are added, never changed; whom one holds is
-- computed.
create table antigen_report (
    county text not null,
    -- Made in the form: what is sent twice is one report.
    report_id text not null,
    person_id text not null,
    -- Where the person was counted when it was reported.
    community text not null,
    outcome text not null check (outcome in ('negative', 'positive', 'invalid')),
    -- When the test was done, as the report says.
    tested_at bigint not null,
    reported_at bigint not null,
    reported_by text not null check (reported_by in ('own', 'proxy', 'staff')),
    proxy_id text,
    by_login text,
    -- Why staff wrote it down without a photo.
    no_photo_reason text not null default '',
    photo_kind text check (photo_kind in ('jpeg', 'png')),
    body_mac blob not null,
    primary key (county, report_id),
    check (length(report_id) = 36),
    check ((reported_by = 'proxy') = (proxy_id is not null)),
    check ((reported_by = 'staff') = (by_login is not null))
);
create index antigen_report_by_person on antigen_report (county, person_id, reported_at);
create index antigen_report_by_community on antigen_report (county, community, reported_at);
create index antigen_report_positive on antigen_report (county, reported_at)
    where outcome = 'positive';

-- The photo of the cassette, sealed, without what the phone wrote beside the picture.
create table antigen_photo (
    county text not null,
    report_id text not null,
    photo_sealed blob not null,
    n_bytes bigint not null,
    primary key (county, report_id),
    check (n_bytes between 1 and 4194304)
);

-- What staff said of a report afterwards.
create table antigen_mark (
    county text not null,
    mark_id text not null,
    report_id text not null,
    kind text not null check (kind in ('photo_unreadable', 'withdraw_asked', 'withdraw_agreed')),
    reason text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, mark_id),
    check (length(mark_id) = 36),
    check (reason <> '')
);
-- Each is said once of a report.
create unique index antigen_mark_once on antigen_mark (county, report_id, kind);

-- A work order that a positive antigen test calls for.
alter table work_order add column antigen_report text;
create index work_order_by_antigen on work_order (county, antigen_report)
    where antigen_report is not null;
