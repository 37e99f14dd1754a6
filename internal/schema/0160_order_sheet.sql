-- +goose Up
-- order_sheet [record]: scans and photographs that came with a judgment; they lie with it until it is somebody's, then in the file
create table order_sheet (
  id {{key}} primary key,
  judgment_id {{key}} not null,
  kind {{key}} not null,
  file_name {{bytes}},
  media_type {{key}} not null,
  size {{int}} not null,
  blob {{key}} not null,
  source {{key}} not null,
  uploaded_at {{instant}} not null,
  uploaded_by {{key}} not null,
  document_id {{key}},
  filed_at {{instant}}
){{strict}};
create index order_sheet_judgment on order_sheet (judgment_id, uploaded_at, id);
