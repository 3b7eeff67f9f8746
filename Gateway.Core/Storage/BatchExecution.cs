using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gateway.Core.Storage;

/// <summary>A batch as one step of a transaction that has already begun.</summary>
internal static class BatchExecution
{
    public static async Task RunAsync(this WriteBatch batch, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (connection is SqliteConnection sqlite)
        {
            SqliteStatements.Run(sqlite, batch);
            return;
        }

        await PostgreSqlDatabase.SendAsync((NpgsqlConnection)connection, batch, (NpgsqlTransaction)transaction, cancellationToken);
    }
}
