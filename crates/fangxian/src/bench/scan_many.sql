insert into plain_scan (id, alias, venue, gate, at, color, temperature)
select * from unnest(
    cast(cast($1 as text) as text[]), cast(cast($2 as text) as bigint[]),
    cast(cast($3 as text) as integer[]), cast(cast($4 as text) as integer[]),
    cast(cast($5 as text) as bigint[]), cast(cast($6 as text) as smallint[]),
    cast(cast($7 as text) as smallint[])
)
