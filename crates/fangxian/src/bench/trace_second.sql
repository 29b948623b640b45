with ring as materialized (
    select b.person, min(greatest(a.at, b.at)) as exposed_at
    from plain_visit a
    join plain_visit b on b.place = a.place and b.at between a.at - 1800 and a.at + 1800
    where a.person = cast($1 as integer) and b.person <> cast($1 as integer)
    group by b.person
)
select cast(count(*) as bigint) as n, cast(coalesce(sum(person), 0) as bigint) as s from (
    select distinct d.person
    from ring r
    join plain_visit c on c.person = r.person and c.at > r.exposed_at
    join plain_visit d on d.place = c.place and d.at between c.at - 1800 and c.at + 1800
) met
where person <> cast($1 as integer) and person not in (select person from ring)
