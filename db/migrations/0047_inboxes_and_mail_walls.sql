-- Inboxes and the places of digests are the gateway's own to change: they can be made again. What happened before inboxes
-- were kept is not put into them.
grant select, insert, update, delete on inbox_item, inbox_reader, mail_digest to xianjie_gateway;
--> statement-breakpoint
grant select, update on inbox_place to xianjie_gateway;
--> statement-breakpoint
insert into inbox_place (txid, seq) values (feed_horizon(), 0);
