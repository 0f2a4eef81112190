-- What the gateway's role may do with sources: the operator adds, changes and removes them, and pulls write how far they came.
grant select, insert, update, delete on source, source_run, source_file to xianjie_gateway;
