-- Sites and kiosks: what was decided of each, and what was said of its queue. Rows are added, never
-- changed; what stands at a moment is computed.
create table site_fact (
    county text not null,
    fact_id text not null,
    site_id text not null,
    -- The how-many-th fact of the site, from 0: of two that assume the same, one is refused.
    ordinal bigint not null,
    kind text not null check (kind in
        ('chosen', 'built', 'opened', 'moved', 'closed', 'hours_set', 'offers_set')),
    -- What it says, by kind; a site is public, so is this.
    says text not null,
    reason text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check (length(site_id) = 36),
    check (ordinal >= 0)
);
create unique index site_fact_in_order on site_fact (county, site_id, ordinal);

-- How long people wait, as somebody at the site said in one touch.
create table site_queue (
    county text not null,
    site_id text not null,
    said_at bigint not null,
    fact_id text not null,
    wait text not null check (wait in ('none', 'ten_minutes', 'half_hour', 'hour_up')),
    by_login text not null,
    primary key (county, site_id, said_at, fact_id),
    check (length(fact_id) = 36)
);
