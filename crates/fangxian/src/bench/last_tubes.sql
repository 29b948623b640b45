select tube_code from tube_part where round_id = $1 and n_members = 10 order by tube_code desc limit 20
