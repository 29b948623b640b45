select cast(relpages as bigint) as n_pages, cast(relallvisible as bigint) as n_visible,
    cast(pg_total_relation_size(oid) as bigint) as n_bytes
from pg_class where relname = 'plain_visit'
