using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Gateway.Core.Storage;

/// <summary>PostgreSQL 15 or newer, any number of processes. Two pools: <em>hot</em> for look-ups by key and for writes, with prepared generic
/// plans that only walk indexes (a plan cached on an empty table would otherwise scan the full one), and <em>ad hoc</em> for the rest.</summary>
public sealed class PostgreSqlDatabase : Database
{
    private const int DeadlockRetries = 3;
    private readonly NpgsqlDataSource hot;
    private readonly NpgsqlDataSource adHoc;
    private readonly string connectionString;

    public PostgreSqlDatabase(string connectionString)
    {
        DapperTypes.Register();
        this.connectionString = connectionString;
        try
        {
            hot = HotSource(connectionString);
            adHoc = AdHocSource(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StorageException($"ConnectionStrings:Gateway is not a PostgreSQL connection string: {exception.Message}", exception);
        }
    }

    public override Dialect Dialect => Dialect.PostgreSql;

    public override async Task WriteAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                await using var connection = await hot.OpenConnectionAsync(cancellationToken);
                await SendAsync(connection, batch, null, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (IsDeadlock(exception) && retry < DeadlockRetries)
            {
            }
        }
    }

    public override async Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                await using var connection = await adHoc.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await work(connection, transaction);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException exception) when (IsDeadlock(exception) && retry < DeadlockRetries)
            {
            }
        }
    }

    public override async ValueTask<DbConnection> OpenHotAsync(CancellationToken cancellationToken) => await hot.OpenConnectionAsync(cancellationToken);

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => await adHoc.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection of one's own, outside the pools, for LISTEN and for locks that outlive a statement.</summary>
    public async Task<NpgsqlConnection> OpenOwnAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public override bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or ['5', '8', ..] or "25006" or "40P01" or "40001",
        NpgsqlException or SocketException or TimeoutException => true,
        _ => exception.InnerException is { } inner && IsUnavailable(inner),
    };

    public override string? UniqueViolationOf(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } refused ? refused.ConstraintName ?? "" : null;

    public override Task MigrateAsync(CancellationToken cancellationToken) => PostgreSqlMigrator.RunAsync(this, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await hot.DisposeAsync();
        await adHoc.DisposeAsync();
    }

    internal static async Task SendAsync(NpgsqlConnection connection, WriteBatch batch, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlBatch(connection, transaction);
        foreach (var statement in batch.Statements)
        {
            statement.Clear();
            var part = new NpgsqlBatchCommand(statement.Sql);
            foreach (var (name, value) in statement.Parameters)
            {
                part.Parameters.Add(Parameters.ForPostgreSql(name, value));
            }

            command.BatchCommands.Add(part);
        }

        // Only statements with columns open a result, so the queries are met in their order.
        await using (var reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken))
        {
            var results = batch.Statements.Where(statement => statement.GetType() != typeof(BatchStatement)).GetEnumerator();
            do
            {
                if (reader.FieldCount == 0 || !results.MoveNext())
                {
                    continue;
                }

                while (await reader.ReadAsync(cancellationToken))
                {
                    results.Current.Read(reader);
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        for (var i = 0; i < batch.Statements.Count; i++)
        {
            batch.Statements[i].Affected = command.BatchCommands[i].RecordsAffected;
        }
    }

    private static bool IsDeadlock(PostgresException exception) => exception.SqlState == PostgresErrorCodes.DeadlockDetected;

    private static NpgsqlDataSource HotSource(string connectionString)
    {
        var builder = Builder(connectionString, share: 0.7);
        builder.MaxAutoPrepare = 100;
        builder.AutoPrepareMinUsages = 1;
        builder.NoResetOnClose = true;
        builder.Options = string.Join(' ', builder.Options,
            "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off");
        return NpgsqlDataSource.Create(builder);
    }

    private static NpgsqlDataSource AdHocSource(string connectionString) => NpgsqlDataSource.Create(Builder(connectionString, share: 0.3));

    // One allowance for both pools: 30 connections unless the connection string says otherwise, so that three processes fit PostgreSQL's default of 100.
    private static NpgsqlConnectionStringBuilder Builder(string connectionString, double share)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "gateway" };
        var asked = builder.ContainsKey("Maximum Pool Size") ? builder.MaxPoolSize : 30;
        builder.MaxPoolSize = Math.Max(2, (int)(asked * share));
        builder.Timeout = builder.ContainsKey("Timeout") ? builder.Timeout : 5;
        return builder;
    }
}
