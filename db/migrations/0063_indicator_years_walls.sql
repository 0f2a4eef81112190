-- What the gateway's role may do with the years' sums, and the sums that stood by months taken over.
grant select, insert, update, delete on indicator_year to xianjie_gateway;
--> statement-breakpoint
alter table indicator_year set (fillfactor = 80);
--> statement-breakpoint
insert into indicator_year (scope, dim, indicator, year, n, d, pn, pd)
select c.scope, c.dim, c.indicator, c.year,
  array_agg(coalesce(s.n, 0) order by m), array_agg(coalesce(s.d, 0) order by m), array_agg(coalesce(s.pn, 0) order by m), array_agg(coalesce(s.pd, 0) order by m)
from (select distinct scope, dim, indicator, month / 100 as year from indicator_cell) c cross join generate_series(1, 12) as m
cross join lateral (
  select sum(i.n)::bigint as n, sum(i.d)::bigint as d, sum(i.pn)::bigint as pn, sum(i.pd)::bigint as pd from indicator_cell i
  where i.scope = c.scope and i.dim = c.dim and i.indicator = c.indicator and i.month between c.year * 100 + 1 and c.year * 100 + m
) s
group by c.scope, c.dim, c.indicator, c.year;
