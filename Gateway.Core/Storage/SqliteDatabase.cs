using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Gateway.Core.Storage;

/// <summary>The embedded default: one file, one process, one writing thread with group commit, a few readers beside it.</summary>
public sealed class SqliteDatabase : Database
{
    private const int Readers = 8;
    private readonly SemaphoreSlim readers = new(Readers);
    private readonly string connectionString;
    private readonly string lockPath;
    private readonly Lazy<SqliteWriter> writer;
    private FileStream? processLock;

    /// <param name="path">The folder; created if absent, readable by its owner only.</param>
    public SqliteDatabase(string path)
    {
        DapperTypes.Register();
        var folder = StorageFolder.Create(path);
        lockPath = Path.Combine(folder, "gateway.lock");
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "gateway.db"),
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            DefaultTimeout = 30,
        }.ConnectionString;
        writer = new Lazy<SqliteWriter>(() => new SqliteWriter(Connect(writes: true)));
    }

    public override Dialect Dialect => Dialect.Sqlite;

    public override Task WriteAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        writer.Value.RunAsync(connection => SqliteStatements.Run(connection, batch), cancellationToken);

    public override Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        writer.Value.RunAsync((connection, transaction) => work(connection, transaction).GetAwaiter().GetResult(), cancellationToken);

    public override ValueTask<DbConnection> OpenHotAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await readers.WaitAsync(cancellationToken);
        try
        {
            var connection = Connect(writes: false);
            connection.Disposed += (_, _) => readers.Release();
            return connection;
        }
        catch
        {
            readers.Release();
            throw;
        }
    }

    public override bool IsUnavailable(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 } || (exception.InnerException is { } inner && IsUnavailable(inner));

    public override string? UniqueViolationOf(Exception exception) =>
        exception is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } refused ? refused.Message : null;

    public override Task MigrateAsync(CancellationToken cancellationToken)
    {
        processLock ??= StorageFolder.Lock(lockPath);
        return Task.Run(() => SqliteMigrator.Run(connectionString), cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (writer.IsValueCreated)
        {
            await writer.Value.DisposeAsync();
        }

        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        processLock?.Dispose();
        readers.Dispose();
    }

    private SqliteConnection Connect(bool writes)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = writes
            ? "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA query_only = OFF; PRAGMA cache_size = -16000;"
            : "PRAGMA query_only = ON; PRAGMA cache_size = -4000;";
        pragmas.ExecuteNonQuery();
        return connection;
    }
}
