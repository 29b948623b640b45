select cast(sum(n_members) as bigint) as n from tube_part where round_id = $1
