-- The zones of the board, asked of the facts themselves: the latest rating of each zone that no
-- fact has withdrawn, and whether its days have passed since it and since its latest case.
with standing as (
    select f.county, f.zone_id, f.kind, f.level, f.on_day,
           row_number() over (
               partition by f.county, f.zone_id
               order by f.on_day desc, f.recorded_at desc, f.fact_id desc
           ) as place
    from zone_fact f
    where f.kind in ('rated', 'released')
      and f.on_day <= $1
      and not exists (
          select 1 from zone_fact w where w.county = f.county and w.withdraws = f.fact_id
      )
),
latest_case as (
    select county, zone_id, max(on_day) as on_day
    from zone_fact
    where kind = 'case_found' and on_day <= $1
    group by county, zone_id
)
select s.county, s.level, count(*) as n_zones,
       sum(case when s.level = 'high' and s.on_day <= $2
                     and coalesce(c.on_day, s.on_day) <= $2 then 1 else 0 end) as n_due
from standing s
left join latest_case c on c.county = s.county and c.zone_id = s.zone_id
where s.place = 1 and s.kind = 'rated'
group by s.county, s.level
order by s.county, s.level
