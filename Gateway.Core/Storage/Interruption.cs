using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Gateway.Core.Storage;

/// <summary>Lets a token stop a statement that is running. Npgsql does so by itself; SQLite has to be told from another thread.</summary>
internal static class Interruption
{
    public static CancellationTokenRegistration InterruptOn(this DbConnection connection, CancellationToken token) =>
        connection is SqliteConnection sqlite
            ? token.UnsafeRegister(static handle => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)handle!), sqlite.Handle)
            : default;

    /// <summary>Whether a statement ended because it was stopped.</summary>
    public static bool Is(Exception exception) => exception is OperationCanceledException or SqliteException { SqliteErrorCode: 9 };
}
