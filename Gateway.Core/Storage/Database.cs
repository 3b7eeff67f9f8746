using System.Data.Common;

namespace Gateway.Core.Storage;

/// <summary>The one database of a gateway: PostgreSQL, or an embedded SQLite file.</summary>
public abstract class Database : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>The change of one request: every statement of the batch in one transaction, on PostgreSQL in one round trip.
    /// A deadlock (40P01) is tried again up to three times. Any other failure throws, and nothing is stored.</summary>
    public abstract Task WriteAsync(WriteBatch batch, CancellationToken cancellationToken);

    /// <summary>A change that must look before it decides. The work may run again after a deadlock, so it has no effect but on the
    /// database; it must await nothing else (on SQLite it runs on the one writing thread). Throwing rolls back.</summary>
    public abstract Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>A connection for look-ups by key: prepared, generic plans that only walk indexes. Reads only.</summary>
    public abstract ValueTask<DbConnection> OpenHotAsync(CancellationToken cancellationToken);

    /// <summary>A connection for filters, lists and pages: each statement planned for its values. Reads only.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Whether this failure means that the database cannot be reached or cannot accept writes now; the request may be repeated.</summary>
    public abstract bool IsUnavailable(Exception exception);

    /// <summary>The unique index that refused a row, if that is what failed: on PostgreSQL its name, on SQLite a text with its columns; null otherwise.</summary>
    public abstract string? UniqueViolationOf(Exception exception);

    /// <summary>Whether this failure is a unique index refusing a row.</summary>
    public bool IsUniqueViolation(Exception exception) => UniqueViolationOf(exception) is not null;

    /// <summary>Creates or updates the schema. Safe when several processes start at once. Throws <see cref="StorageException"/> with one
    /// sentence when the database cannot be used.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    public async Task TransactAsync(Func<DbConnection, DbTransaction, Task> work, CancellationToken cancellationToken) =>
        await TransactAsync(async (connection, transaction) => { await work(connection, transaction); return true; }, cancellationToken);
}
