using Microsoft.Data.Sqlite;

namespace Gateway.Core.Storage;

/// <summary>Runs a batch on the writing thread. The prepared statements are kept by their text.</summary>
internal static class SqliteStatements
{
    public static void Run(SqliteConnection connection, WriteBatch batch)
    {
        foreach (var statement in batch.Statements)
        {
            statement.Clear();
            using var command = connection.CreateCommand();
            command.CommandText = statement.Sql;
            foreach (var (name, value) in statement.Parameters)
            {
                command.Parameters.Add(Parameters.ForSqlite(name, value));
            }

            using var reader = command.ExecuteReader();
            do
            {
                while (reader.Read())
                {
                    statement.Read(reader);
                }
            }
            while (reader.NextResult());

            statement.Affected = reader.RecordsAffected;
        }
    }
}
