using Dapper;
using Npgsql;

namespace Gateway.Core.Storage;

/// <summary>Applies what is missing under an advisory lock, each migration in a transaction of its own.</summary>
internal static class PostgreSqlMigrator
{
    private const long LockKey = 0x6761_7465_7761_79; // "gateway"

    public static async Task RunAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new StorageException($"PostgreSQL {connection.PostgreSqlVersion} is too old: the gateway needs 15 or newer.");
        }

        await connection.ExecuteAsync("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 120);
        try
        {
            await connection.ExecuteAsync("""
                CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                """);
            var applied = (await connection.QueryAsync<int>("SELECT number FROM schema_migrations")).ToHashSet();
            foreach (var migration in Migrations.Pending("PostgreSql", applied))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await connection.ExecuteAsync(migration.Sql, transaction: transaction, commandTimeout: 600);
                await connection.ExecuteAsync("INSERT INTO schema_migrations (number, name) VALUES (@Number, @Name)", migration, transaction);
                await transaction.CommitAsync(cancellationToken);
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageException($"The database user may not create the gateway's tables: {exception.MessageText}. Grant it CREATE on the database and schema.", exception);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return await database.OpenOwnAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or ArgumentException)
        {
            throw new StorageException($"PostgreSQL cannot be reached with ConnectionStrings:Gateway: {exception.Message}", exception);
        }
    }
}
