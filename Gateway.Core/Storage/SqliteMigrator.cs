using Dapper;
using Microsoft.Data.Sqlite;

namespace Gateway.Core.Storage;

/// <summary>Applies what is missing, each migration in a transaction of its own.</summary>
internal static class SqliteMigrator
{
    public static void Run(string connectionString)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;");
            connection.Execute("""
                CREATE TABLE IF NOT EXISTS schema_migrations (
                  number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000000)) STRICT
                """);
            var applied = connection.Query<int>("SELECT number FROM schema_migrations").ToHashSet();
            foreach (var migration in Migrations.Pending("Sqlite", applied))
            {
                using var transaction = connection.BeginTransaction();
                connection.Execute(migration.Sql, transaction: transaction);
                connection.Execute("INSERT INTO schema_migrations (number, name) VALUES (@Number, @Name)", migration, transaction);
                transaction.Commit();
            }
        }
        catch (SqliteException exception)
        {
            throw new StorageException($"The SQLite file {new SqliteConnectionStringBuilder(connectionString).DataSource} cannot be used: {exception.Message}", exception);
        }
    }
}
