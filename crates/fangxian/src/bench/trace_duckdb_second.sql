with ring as materialized (
    select b.person, min(greatest(a.second, b.second)) as exposed_at
    from by_person a
    join by_place b on b.place = a.place and b.second between a.second - 1800 and a.second + 1800
    where a.person = :person and b.person <> :person
    group by b.person
)
select count(*) as n, coalesce(sum(person), 0) as s from (
    select distinct d.person
    from ring r
    join by_person c on c.person = r.person and c.second > r.exposed_at
    join by_place d on d.place = c.place and d.second between c.second - 1800 and c.second + 1800
) met
where person <> :person and person not in (select person from ring);
