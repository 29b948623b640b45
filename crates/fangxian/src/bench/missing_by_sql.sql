-- Who of a community has not been ticked.
select p.person_id, p.door, p.name_sealed, p.phone_sealed, p.particulars_sealed, p.stay
from person p
where p.county = $2 and p.community = $3 and p.gone_at is null
  and not exists (
      select 1 from round_fact f
      where f.county = $2 and f.round_id = $1 and f.person_id = p.person_id)
order by p.door, p.person_id
