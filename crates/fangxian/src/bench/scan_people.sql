insert into plain_person (alias, color)
select alias, 1 from unnest(cast(cast($1 as text) as bigint[])) as alias
