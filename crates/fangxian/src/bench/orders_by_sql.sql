-- How the orders of the board stand, asked of the orders themselves.
select county,
       count(case when state in ('open', 'claimed') and due_at >= $1 then 1 end) as n_open,
       count(case when state in ('open', 'claimed') and due_at < $1 then 1 end) as n_late,
       count(case when state = 'done' and closed_at >= $2 and closed_at <= $3 then 1 end) as n_done,
       count(case when state in ('open', 'claimed') and due_at >= $2 and due_at <= $3
           then 1 end) as n_due
from work_order
where state in ('open', 'claimed') or closed_at >= $2
group by county
order by county
