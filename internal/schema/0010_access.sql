-- +goose Up
-- access_client [record]: one row a client: whose file it is and whether it is restricted, sealed or hidden; id = client
create table access_client (
  id {{key}} primary key,
  client_id {{key}} not null,
  office_id {{key}} not null,
  restricted {{bool}} not null,
  sealed {{bool}} not null,
  hidden {{bool}} not null,
  version {{int}} not null
){{strict}};
create unique index access_client_client on access_client (client_id);
create index access_client_office on access_client (office_id);

-- access_list [record]: who stands in which relation to a client: allowed, excluded, assigned, covering, break-glass
create table access_list (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  kind {{key}} not null,
  reason {{text}},
  until {{instant}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}}
){{strict}};
create index access_list_client on access_list (client_id, account_id, kind, replaced_at);
create index access_list_account on access_list (account_id, kind, replaced_at);

-- access_post [record]: the role a member of staff holds in an office, with its days; the source of every right
create table access_post (
  id {{key}} primary key,
  account_id {{key}} not null,
  role {{key}} not null,
  office_id {{key}} not null,
  weekdays {{key}},
  valid_from {{date}} not null,
  valid_to {{date}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}}
){{strict}};
create index access_post_account on access_post (account_id);
create index access_post_office on access_post (office_id);

-- access_within [projection]: which office lies within which today, itself included
create table access_within (
  office_id {{key}} not null,
  within_id {{key}} not null,
  constraint access_within_pk primary key (within_id, office_id)
){{strict}};

-- access_glass [record]: one opening by break-glass and its review
create table access_glass (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  office_id {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  opened_at {{instant}} not null,
  until {{instant}} not null,
  review_due {{date}} not null,
  reviewed_by {{key}},
  reviewed_at {{instant}},
  finding {{key}},
  finding_text {{bytes}},
  version {{int}} not null
){{strict}};
create index access_glass_open on access_glass (reviewed_at, review_due);
