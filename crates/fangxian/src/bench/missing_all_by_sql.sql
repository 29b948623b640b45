-- How many of each community have not been ticked.
select p.community, count(*) as n
from person p
where p.gone_at is null
  and not exists (
      select 1 from round_fact f
      where f.county = p.county and f.round_id = $1 and f.person_id = p.person_id)
group by p.county, p.community
order by p.county, p.community
