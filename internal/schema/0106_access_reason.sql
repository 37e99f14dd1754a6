-- +goose Up
-- relations made for one reason end together: the covers of an absence, the access that an assignment gave
create index access_list_reason on access_list (reason, kind) where replaced_at is null;
