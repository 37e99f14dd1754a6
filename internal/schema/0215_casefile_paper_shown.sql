-- +goose Up
alter table casefile_paper add column shown_at {{instant}};
alter table casefile_paper add column shown_by {{key}};
alter table casefile_paper add column confirmed_at {{instant}};
create index casefile_paper_shown on casefile_paper (client_id, shown_at);

-- casefile_sheet [record]: day sheets of officers: number and hash stay, the files only as long as the day lasts
create table casefile_sheet (
  id {{key}} primary key,
  office_id {{key}} not null,
  account_id {{key}} not null,
  number {{key}} not null,
  kind {{key}} not null,
  lang {{key}} not null,
  day {{date}} not null,
  template {{key}} not null,
  pdf {{key}},
  pdf_sha256 {{key}} not null,
  docx {{key}},
  docx_sha256 {{key}} not null,
  issued_at {{instant}} not null,
  issued_by {{key}} not null,
  forgotten_at {{instant}},
  version {{int}} not null
){{strict}};
create index casefile_sheet_account on casefile_sheet (account_id, day);
create index casefile_sheet_day on casefile_sheet (day, forgotten_at);

-- casefile_sheet_client [record]: who stands on a day sheet: it is opened only while all of them are in sight
create table casefile_sheet_client (
  id {{key}} primary key,
  sheet_id {{key}} not null,
  client_id {{key}} not null
){{strict}};
create index casefile_sheet_client_sheet on casefile_sheet_client (sheet_id);
create index casefile_sheet_client_client on casefile_sheet_client (client_id);
