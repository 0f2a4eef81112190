-- What the gateway's role may do with the marks and links of cases, and the form of states kept before there were
-- invited organs, charges a person and sealed entries.
create trigger case_link_written_once before update or delete or truncate on case_link for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on case_link to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on case_mark to xianjie_gateway;
--> statement-breakpoint
update transfer set state = state || '{"invited": [], "persons": {}, "custody": "after_filing", "fined": false}'::jsonb where not state ? 'invited';
--> statement-breakpoint
update case_part set state_at_end = jsonb_set(state_at_end, '{state}', state_at_end -> 'state' || '{"invited": [], "persons": {}, "custody": "after_filing", "fined": false}'::jsonb)
where state_at_end is not null and not state_at_end -> 'state' ? 'invited';
--> statement-breakpoint
update transfer set state = state || jsonb_build_object('title', jsonb_build_object('documentNo', document_no, 'documentKey', document_key, 'caseName', case_name)) where not state ? 'title';
--> statement-breakpoint
update clock c set calendar = t.state -> 'clocks' -> c.key ->> 'calendar', owner = case
    when c.rule in ('supplement_notice', 'relay_to_police', 'return_out_of_remit', 'filing_review', 'filing_notice')
    then 'police_in_charge' else 'sender' end
from transfer t where t.id = c.transfer_id and c.owner = '' and t.state -> 'clocks' ? c.key;
