insert into plain_visit (person, place, at)
select * from unnest(
    cast(cast($1 as text) as integer[]), cast(cast($2 as text) as integer[]),
    cast(cast($3 as text) as integer[])
)
