-- +goose Up
-- blob_file [technical]: one stored file of a scope; its key is sealed under that scope's key, its content lies in the folder or in blob_chunk
create table blob_file (
  ref {{key}} not null,
  scope {{key}} not null,
  kind {{key}} not null,
  size {{int}} not null,
  salt {{key}} not null,
  sealed_key {{bytes}} not null,
  stored_at {{instant}} not null,
  constraint blob_file_pk primary key (ref)
){{strict}};
create index blob_file_scope on blob_file (scope);

-- blob_chunk [technical]: sealed pieces of files where no folder is configured
create table blob_chunk (
  ref {{key}} not null,
  n {{int}} not null,
  body {{bytes}} not null,
  constraint blob_chunk_pk primary key (ref, n)
){{strict}};
