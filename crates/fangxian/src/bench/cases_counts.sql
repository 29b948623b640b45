select count(*) as n_contacts,
    coalesce(sum(case when verdict in ('close', 'secondary') then 1 else 0 end), 0) as n_held,
    (select count(*) from work_order where kind in ('case_door', 'household_sample',
        'case_transfer', 'environment_sample', 'disinfect', 'contact_tell')) as n_orders
from case_contact
