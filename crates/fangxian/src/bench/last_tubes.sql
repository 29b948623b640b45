select tube_code from tube where round_id = $1 order by tube_code desc limit 20
