select count(*) as n, coalesce(sum(person), 0) as s from (
    select distinct b.person
    from by_person a
    join by_place b on b.place = a.place and b.second between a.second - 1800 and a.second + 1800
    where a.person = :person and b.person <> :person
) met;
