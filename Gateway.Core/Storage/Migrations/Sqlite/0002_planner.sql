-- SQLite prefers the index that names most columns of a look-up, statistics or not; only PostgreSQL has to be told.
SELECT 1;
