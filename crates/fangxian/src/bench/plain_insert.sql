insert into plain_sample (id, tube, person, round, taken_at)
values ($1, $2, $3, $4, $5)
