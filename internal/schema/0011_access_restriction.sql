-- +goose Up
-- access_restriction [record]: one restriction or seal put on a client, with who, why and how it ended
create table access_restriction (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  imposed_by {{key}} not null,
  imposed_at {{instant}} not null,
  lifted_by {{key}},
  lifted_at {{instant}},
  version {{int}} not null
){{strict}};
create index access_restriction_client on access_restriction (client_id, kind);
create unique index access_restriction_open on access_restriction (client_id, kind) where lifted_at is null;

-- access_proposal [record]: what two persons must agree on: lifting a restriction, ending a seal, releasing a sealed record to one person
create table access_proposal (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  account_id {{key}},
  until {{instant}},
  reason_text {{bytes}},
  proposed_by {{key}} not null,
  proposed_at {{instant}} not null,
  due {{date}} not null,
  state {{key}} not null,
  decided_by {{key}},
  decided_at {{instant}},
  decision_text {{bytes}},
  version {{int}} not null
){{strict}};
create index access_proposal_client on access_proposal (client_id, state);
create unique index access_proposal_open on access_proposal (client_id, kind) where state = 'open';

-- access_miss [technical]: break-glass requests that opened nothing, to stop trying numbers one after another
create table access_miss (
  id {{key}} primary key,
  account_id {{key}} not null,
  at {{instant}} not null
){{strict}};
create index access_miss_account on access_miss (account_id, at);
