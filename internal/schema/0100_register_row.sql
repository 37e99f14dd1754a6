-- +goose Up
-- register_run [technical]: one import of a register with its resume cursor: rows done stand in the transaction that wrote them
create table register_run (
  id {{key}} primary key,
  source {{key}} not null,
  file_hash {{key}} not null,
  map_hash {{key}} not null,
  started_at {{instant}} not null,
  started_by {{key}} not null,
  rows_done {{int}} not null,
  finished_at {{instant}}
){{strict}};
create index register_run_open on register_run (source, file_hash, map_hash, finished_at);

-- register_row [technical]: which row of which register is which client; keys and values as keyed hashes only
create table register_row (
  source {{key}} not null,
  key_hash {{key}} not null,
  client_id {{key}},
  judgment_id {{key}} not null,
  run_id {{key}} not null,
  outcome {{key}} not null,
  row_hash {{key}} not null,
  marks {{json}} not null,
  constraint register_row_pk primary key (source, key_hash)
){{strict}};
create index register_row_client on register_row (client_id);
