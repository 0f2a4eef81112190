-- What the gateway's role may do with what was made of clues of an older platform.
grant select, insert, update on takeover_clue to xianjie_gateway;
