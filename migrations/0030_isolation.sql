-- 隔离转运: sites with their rooms, who is isolated where, and the runs that bring people there. How full a site
-- is, where somebody is on his way and until when he stays is computed from these, the rules and the clock.

-- What was said of a site, a vehicle, a home, a stay or a run. Rows are added, never changed; of two at once
-- the second is refused.
create table isolation_fact (
    county text not null,
    fact_id text not null,
    about text not null
        check (about in ('site', 'vehicle', 'point', 'home', 'check', 'stay', 'run')),
    -- Which: the id of the site, the stay or the run, the plate, or the place.
    subject text not null check (length(subject) > 0),
    -- From 0.
    ordinal bigint not null check (ordinal >= 0),
    -- The word of what it says.
    kind text not null check (length(kind) > 0),
    -- What, as JSON; names nobody.
    says text not null,
    -- What somebody needs, sealed; none where nothing is said of a person.
    words_sealed blob,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, fact_id),
    check (length(fact_id) = 36),
    check ((words_sealed is not null) = (kind = 'needs'))
);
create unique index isolation_fact_ordinal on isolation_fact (county, about, subject, ordinal);

-- That somebody is isolated at a site, in a bed of a room. The county is that of the site.
create table isolation_stay (
    county text not null,
    stay_id text not null,
    site_id text not null,
    -- Who; his record may be of another county.
    person_id text not null,
    person_county text not null,
    -- Where he is fetched.
    door text not null,
    class text not null check (class in ('case', 'contact')),
    -- His own case, or the case whose contact he is.
    case_id text not null,
    room text not null,
    -- From 1.
    bed bigint not null check (bed >= 1),
    -- The how-many-th guest of that bed, from 0: of two who get it at once the second is refused.
    turn bigint not null check (turn >= 0),
    -- Whether he is fetched before others.
    is_first bigint not null check (is_first in (0, 1)),
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, stay_id),
    check (length(stay_id) = 36),
    check (length(site_id) = 36),
    check (length(person_id) = 36)
);
create unique index isolation_stay_bed on isolation_stay (county, site_id, room, bed, turn);
create index isolation_stay_by_moment on isolation_stay (county, at);

-- Which stays somebody had: the how-many-th, so that nobody is given two beds at once. The county is that of
-- his record.
create table isolation_claim (
    county text not null,
    person_id text not null,
    turn bigint not null check (turn >= 0),
    stay_county text not null,
    stay_id text not null,
    primary key (county, person_id, turn),
    foreign key (county, person_id) references person (county, person_id),
    check (length(stay_id) = 36)
);

-- The run of a vehicle to a site. The county is that of the site.
create table isolation_run (
    county text not null,
    run_id text not null,
    site_id text not null,
    plate text not null,
    -- The how-many-th run of that vehicle, from 0: it drives one at a time.
    turn bigint not null check (turn >= 0),
    seats bigint not null check (seats >= 1),
    driver_login text not null,
    class text not null check (class in ('case', 'contact')),
    departs_at bigint not null,
    arrives_at bigint not null,
    -- The doors in their order, with who gets on and when, as JSON; names nobody.
    stops text not null,
    -- How the order was found: metres, minutes late, ways of which no distance is known.
    route text not null,
    at bigint not null,
    by_login text not null,
    body_mac blob not null,
    primary key (county, run_id),
    check (length(run_id) = 36)
);
create unique index isolation_run_vehicle on isolation_run (county, plate, turn);
create index isolation_run_by_moment on isolation_run (county, at);

-- Who rides in it: the how-many-th run that is planned for him, so that he is in one at a time.
create table isolation_rider (
    county text not null,
    stay_id text not null,
    turn bigint not null check (turn >= 0),
    run_id text not null,
    primary key (county, stay_id, turn),
    foreign key (county, stay_id) references isolation_stay (county, stay_id),
    foreign key (county, run_id) references isolation_run (county, run_id)
);
create index isolation_rider_by_run on isolation_rider (county, run_id);
