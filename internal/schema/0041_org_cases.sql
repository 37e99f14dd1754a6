-- +goose Up
-- org_assignment [record]: who worked which case from when until when; rows are only added and closed
create table org_assignment (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  officer_name {{text}} not null,
  office_id {{key}} not null,
  reason {{key}} not null,
  note {{bytes}},
  from_at {{instant}} not null,
  assigned_by {{key}} not null,
  until_at {{instant}},
  end_reason {{key}}
){{strict}};
create index org_assignment_client on org_assignment (client_id, from_at);
create index org_assignment_account on org_assignment (account_id, until_at);
create unique index org_assignment_open on org_assignment (client_id) where until_at is null;

-- org_file [record]: files closed at the end of supervision, and opened again by a later order; id = client
create table org_file (
  id {{key}} primary key,
  client_id {{key}} not null,
  closed {{bool}} not null,
  since {{instant}} not null,
  version {{int}} not null
){{strict}};

-- org_conflict [record]: kinship or another bond of a member of staff with a client, declared and decided by another person
create table org_conflict (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  reason {{key}} not null,
  note {{bytes}},
  state {{key}} not null,
  declared_by {{key}} not null,
  declared_at {{instant}} not null,
  office_id {{key}} not null,
  due {{date}} not null,
  decided_by {{key}},
  decided_at {{instant}},
  route {{key}},
  route_to {{key}},
  decision {{bytes}},
  escalated_at {{instant}},
  version {{int}} not null
){{strict}};
create index org_conflict_client on org_conflict (client_id, state);
create index org_conflict_office on org_conflict (office_id, state, due);

-- org_transfer [record]: a file asked over to another office, which must accept it
create table org_transfer (
  id {{key}} primary key,
  client_id {{key}} not null,
  from_office {{key}} not null,
  to_office {{key}} not null,
  reason {{key}} not null,
  note {{bytes}},
  requested_by {{key}} not null,
  requested_at {{instant}} not null,
  due {{date}} not null,
  state {{key}} not null,
  decided_by {{key}},
  decided_at {{instant}},
  decision {{bytes}},
  escalated_at {{instant}},
  version {{int}} not null
){{strict}};
create index org_transfer_to on org_transfer (to_office, state, due);
create index org_transfer_from on org_transfer (from_office, state);
create unique index org_transfer_open on org_transfer (client_id) where state = 'requested';

-- org_approval [record]: acts that wait for, or provisionally hold until, the decision of a second person
create table org_approval (
  id {{key}} primary key,
  kind {{key}} not null,
  action {{key}} not null,
  client_id {{key}} not null,
  subject {{key}} not null,
  file_office {{key}} not null,
  office_id {{key}} not null,
  proposed_by {{key}} not null,
  proposed_at {{instant}} not null,
  due {{date}} not null,
  state {{key}} not null,
  note {{bytes}},
  decided_by {{key}},
  decided_at {{instant}},
  decision {{bytes}},
  escalated_at {{instant}},
  version {{int}} not null
){{strict}};
create index org_approval_office on org_approval (office_id, state, due);
create index org_approval_client on org_approval (client_id);

-- org_notice [technical]: what an account, or those of an office who decide, are told; the fact itself stands in the record
create table org_notice (
  id {{key}} primary key,
  account_id {{key}},
  office_id {{key}},
  kind {{key}} not null,
  client_id {{key}},
  subject {{key}},
  href {{text}} not null,
  data {{json}} not null,
  at {{instant}} not null,
  read_at {{instant}},
  read_by {{key}}
){{strict}};
create index org_notice_account on org_notice (account_id, read_at);
create index org_notice_office on org_notice (office_id, read_at);
