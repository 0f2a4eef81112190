-- What was judged is told to those who count and goes when it is old.
grant select, insert, delete on screening_done to xianjie_gateway;
