-- Whom a reading was of, so that somebody's own log is found without going through everybody's,
-- and whom somebody has seen today, so that a server that starts anew does not begin anew.

-- Where the role was held in which somebody read: codes of places, separated by commas.
alter table read_log add column unit text not null default '';

-- A reading names the people it showed, or the places of which it showed people.
create table read_of (
    county text not null,
    -- The id of a person, or the code of a place.
    about text not null,
    read_id text not null,
    -- The person by name; everybody of the place; some of the place.
    extent text not null check (extent in ('named', 'all', 'some')),
    -- Whoever belonged to the place at this moment: when it was read, or when what was read was
    -- made.
    as_of bigint not null,
    primary key (county, about, read_id),
    foreign key (county, read_id) references read_log (county, read_id)
);

-- What was read before is not known better than it was logged: a record by its id, a list by its
-- place or by its county.
insert into read_of (county, about, read_id, extent, as_of)
select county, substr(subject, 8), read_id, 'named', at
from read_log where subject like 'person/%';
insert into read_of (county, about, read_id, extent, as_of)
select county, substr(subject, 17), read_id, 'named', at
from read_log where subject like 'person-revealed/%';
insert into read_of (county, about, read_id, extent, as_of)
select county, substr(subject, 16), read_id, 'named', at
from read_log where subject like 'person-history/%';
insert into read_of (county, about, read_id, extent, as_of)
select county, substr(subject, 8), read_id, 'some', at
from read_log where subject like 'people/1%';
insert into read_of (county, about, read_id, extent, as_of)
select county, case when county like '%00' then substr(county, 1, 4) else county end, read_id,
    'some', at
from read_log
where subject not like 'person/%' and subject not like 'person-revealed/%'
    and subject not like 'person-history/%' and subject not like 'people/1%'
    and subject not like 'account%';

-- The people whom an account has seen on a day, where its work is wide and bounded by a number.
-- A counter and no fact: earlier days of an account are cleared when it sees somebody new.
create table day_seen (
    county text not null,
    account_id text not null,
    seen_on text not null,
    person_id text not null,
    primary key (county, account_id, seen_on, person_id)
);
