-- What the gateway's role may do with the console's sessions: they are no record, and end by being removed.
grant select, insert, update, delete on console_session, console_sign_in to xianjie_gateway;
