-- What the gateway's role may do with seized items and their movements; and the rows of cases kept before there were any:
-- letters listed items without numbers, and acts moved batches whole.
create trigger seized_item_written_once before update or delete or truncate on seized_item for each statement execute function write_once();
--> statement-breakpoint
create trigger item_movement_written_once before update or delete or truncate on item_movement for each statement execute function write_once();
--> statement-breakpoint
grant select, insert on seized_item, item_movement to xianjie_gateway;
--> statement-breakpoint
insert into seized_item (transfer_id, no, version, seq, batch, name, quantity, unit, custody, details)
select l.transfer_id, l.before + i.place, l.version, i.place - 1, l.batch, i.item ->> 'name', (i.item ->> 'quantity')::numeric,
  i.item ->> 'unit', 'agency', i.item - 'name' - 'quantity' - 'unit'
from (
  select e.transfer_id, e.version, e.items,
    coalesce(sum(jsonb_array_length(e.items)) over (partition by e.transfer_id order by e.version rows between unbounded preceding and 1 preceding), 0) as before,
    coalesce((select split_part(o ->> 'instance', '/', 3)::int from jsonb_array_elements(e.body -> 'opens') o
      where o ->> 'instance' like 'exhibits/batch/%' limit 1), 1) as batch
  from (
    select transfer_id, version, body::jsonb as body, body::jsonb #> '{input,seizedItems}' as items
    from event where step in ('transfer_dispatch', 'accident_team_transfer')
  ) e where jsonb_typeof(e.items) = 'array'
) l cross join lateral jsonb_array_elements(l.items) with ordinality as i(item, place);
--> statement-breakpoint
insert into item_movement (transfer_id, version, seq, item_no, quantity, unit, from_custody, to_custody, list)
select m.transfer_id, m.version, row_number() over (partition by m.transfer_id, m.version order by m.place, i.no) - 1,
  i.no, i.quantity, i.unit, m.left_from, m.went_to, m.version
from (
  select e.transfer_id, e.version, s.place, split_part(s.move ->> 'instance', '/', 3)::int as batch,
    case s.move ->> 'from' when 'in_agency_custody' then 'agency_for_police' else 'agency' end as left_from,
    case s.move ->> 'to' when 'in_agency_custody' then 'agency_for_police' when 'handed_over' then 'public_security' else 'disposed' end as went_to
  from event e cross join lateral jsonb_array_elements(e.body::jsonb -> 'moves') with ordinality as s(move, place)
  where e.step in ('exhibits_handover', 'exhibits_handover_with_case', 'custody_by_agency', 'hazardous_exhibit_disposal')
    and s.move ->> 'instance' like 'exhibits/batch/%'
) m join seized_item i on i.transfer_id = m.transfer_id and i.batch = m.batch
where i.quantity > 0;
