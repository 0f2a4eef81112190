-- What the gateway's role may do with identities: bind and end one, never remove it. Told sign-outs are no record.
grant select, insert, update on officer_identity to xianjie_gateway;
--> statement-breakpoint
grant select, insert, delete on console_sign_out_token to xianjie_gateway;
