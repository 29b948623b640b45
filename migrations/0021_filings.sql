-- 报备: what was filed with a community, a gathering or that somebody leaves the city, and what was said
-- of it since.
--
-- Whether it was answered in time, who is away and who is overdue is computed from these and the clock.

-- Rows are added, never changed. Of two who say something at once the second is refused.
create table filing_fact (
    county text not null,
    fact_id text not null,
    filing_id text not null,
    what text not null check (what in ('gathering', 'leaving')),
    -- 0 for what files it.
    ordinal bigint not null,
    kind text not null
        check (kind in ('filed', 'changed', 'cancelled', 'answered', 'returned')),
    -- What, as JSON; names nobody.
    says text not null,
    -- Who answers for it, or who leaves, sealed; with what files it and with every new version.
    who_sealed blob,
    -- Where it is filed: the place of this version, and with what comes later that of the version before.
    place text not null,
    -- The first and the last day of this version.
    first_day text not null,
    last_day text not null,
    reason text not null,
    at bigint not null,
    -- None where somebody filed it himself.
    by_login text,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(filing_id) = 36),
    check ((kind = 'filed') = (ordinal = 0)),
    check ((kind in ('filed', 'changed')) = (who_sealed is not null)),
    check (kind <> 'answered' or by_login is not null)
);
create unique index filing_fact_ordinal on filing_fact (county, filing_id, ordinal);
create index filing_fact_by_id on filing_fact (filing_id, ordinal);
create index filing_fact_by_place on filing_fact (what, place, last_day);
