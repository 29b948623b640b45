-- The list of a community with what was ticked last of each, its rows as the store has them.
select p.person_id, p.door, p.name_sealed, p.phone_sealed, p.particulars_sealed, p.stay,
       f.fact_id, f.outcome, f.note_sealed, f.back_on, f.by_login, f.seen_at, f.means
from person p
left join (
    select person_id, fact_id, outcome, note_sealed, back_on, by_login, seen_at, means,
           row_number() over (partition by person_id order by received_at desc, fact_id desc) as nth
    from round_fact
    where county = $2 and round_id = $1 and community = $3
) f on f.person_id = p.person_id and f.nth = 1
where p.county = $2 and p.community = $3 and p.gone_at is null
order by p.door, p.person_id
