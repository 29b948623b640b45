-- Where a phone's table stood: what it has not sent yet is counted by site. None until it sends.
alter table sampling_device add column place text;
alter table sampling_device add column site_id text;
