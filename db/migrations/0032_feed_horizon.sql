-- Where the change feed stops: the oldest transaction that was open when the reading began, in this database. A snapshot
-- names the open ones of the whole server; of those, only what is surely another database's is left out, so that whoever may
-- not see them waits longer and loses nothing. It runs as its owner and gives away nothing but one number.
create function feed_horizon() returns xid8
language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(
    (select x from pg_snapshot_xip(pg_current_snapshot()) as x
      where x::xid not in (
        select backend_xid from pg_stat_activity
        where datname <> current_database() and backend_xid is not null)
      order by x limit 1),
    pg_snapshot_xmax(pg_current_snapshot()))
$$;
--> statement-breakpoint
revoke all on function feed_horizon() from public;
--> statement-breakpoint
grant execute on function feed_horizon() to xianjie_gateway;
