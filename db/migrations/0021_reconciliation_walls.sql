-- What the gateway's role may do with comparisons: they are written as they go on and never removed; neither are gaps.
grant select, insert, update on sync_gap, reconciliation, reconciliation_day, reconciliation_difference to xianjie_gateway;
