-- +goose Up
-- portal_request [record]: what a client asks of the service on the client's own pages, and the answer of a person
create table portal_request (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  receipt {{key}} not null,
  body {{bytes}} not null,
  made_at {{instant}} not null,
  due_on {{date}} not null,
  answer {{bytes}},
  answered_at {{instant}},
  answered_by {{key}},
  read_at {{instant}},
  version {{int}} not null
){{strict}};
create index portal_request_client on portal_request (client_id, made_at);
create index portal_request_open on portal_request (answered_at, due_on);

-- portal_complaint [record]: a complaint about the service. It names no client in the way of a client's record: no card, list, fact or log of that record knows of it
create table portal_complaint (
  id {{key}} primary key,
  complainant {{key}} not null,
  receipt {{key}} not null,
  about {{key}} not null,
  office_id {{key}} not null,
  receiver_id {{key}} not null,
  officer_id {{key}},
  body {{bytes}} not null,
  made_at {{instant}} not null,
  due_on {{date}} not null,
  state {{key}} not null,
  taken_at {{instant}},
  taken_by {{key}},
  answer {{bytes}},
  answered_at {{instant}},
  answered_by {{key}},
  read_at {{instant}},
  version {{int}} not null
){{strict}};
create index portal_complaint_complainant on portal_complaint (complainant, made_at);
create index portal_complaint_receiver on portal_complaint (receiver_id, state, due_on);

-- portal_paper [record]: a paper given to a client to read on the client's own pages, and when the client said "I have read it"
create table portal_paper (
  id {{key}} primary key,
  client_id {{key}} not null,
  title {{bytes}} not null,
  body {{bytes}} not null,
  lang {{key}} not null,
  given_at {{instant}} not null,
  given_by {{key}} not null,
  opened_at {{instant}},
  read_at {{instant}},
  version {{int}} not null
){{strict}};
create index portal_paper_client on portal_paper (client_id, given_at);
