select cast(count(*) as bigint) as n, cast(coalesce(sum(person), 0) as bigint) as s from (
    select distinct b.person
    from plain_visit a
    join plain_visit b on b.place = a.place and b.at between a.at - 1800 and a.at + 1800
    where a.person = cast($1 as integer) and b.person <> cast($1 as integer)
) met
