with known as (
    select color from plain_person where alias = cast($2 as bigint)
), kept as (
    insert into plain_scan (id, alias, venue, gate, at, color, temperature)
    values ($1, cast($2 as bigint), $3, $4, $5, (select color from known), $6)
)
select color from known
