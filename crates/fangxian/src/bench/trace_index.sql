create index plain_visit_by_person on plain_visit (person, at) include (place);
create index plain_visit_by_place on plain_visit (place, at) include (person);
alter table plain_visit set (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0);
analyze plain_visit
