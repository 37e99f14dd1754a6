-- +goose Up
-- a compartment is opened by a proposal on which a second person agrees, and is looked at again on a clock
alter table access_proposal add column compartment {{key}};
alter table access_proposal add column part {{key}};
alter table access_proposal add column reason {{key}};
alter table access_compartment add column proposal_id {{key}};
alter table access_compartment add column reason_text {{bytes}};
alter table access_compartment add column review_due {{date}};
alter table access_compartment add column reviewed_at {{instant}};
alter table access_compartment add column reviewed_by {{key}};
alter table access_compartment add column end_reason {{key}};
alter table access_compartment add column end_text {{bytes}};
drop index access_proposal_open;
create unique index access_proposal_open on access_proposal (client_id, kind) where state = 'open' and compartment is null;
create unique index access_proposal_member on access_proposal (client_id, compartment, account_id, proposed_by) where state = 'open' and compartment is not null;
create index access_proposal_state on access_proposal (kind, state, due);
create index access_compartment_until on access_compartment (replaced_at, until);
