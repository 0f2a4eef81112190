-- What the gateway's role may do with counts of sign-ins: they are forgotten when their minute has passed.
grant select, insert, update, delete on console_sign_in_attempt to xianjie_gateway;
