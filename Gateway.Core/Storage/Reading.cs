using System.Data.Common;
using Gateway.Core.Ids;

namespace Gateway.Core.Storage;

/// <summary>The other way of <see cref="Parameters"/>: columns to C# values, on both databases.</summary>
public static class Reading
{
    public static TId GetId<TId>(this DbDataReader reader, int ordinal) where TId : struct, ITypedId<TId> =>
        reader.GetFieldType(ordinal) == typeof(Guid) ? TId.From(reader.GetGuid(ordinal)) : TypedId.Parse<TId>(reader.GetString(ordinal));

    public static TId? FindId<TId>(this DbDataReader reader, int ordinal) where TId : struct, ITypedId<TId> =>
        reader.IsDBNull(ordinal) ? null : reader.GetId<TId>(ordinal);

    public static DateTimeOffset GetInstant(this DbDataReader reader, int ordinal) =>
        reader.GetFieldType(ordinal) == typeof(DateTime)
            ? new DateTimeOffset(reader.GetDateTime(ordinal), TimeSpan.Zero)
            : Instants.FromMicroseconds(reader.GetInt64(ordinal));

    public static DateTimeOffset? FindInstant(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetInstant(ordinal);

    public static string? FindString(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>One read, rows mapped by hand: for the hot paths. Everything else uses Dapper.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, (string Name, object? Value)[] parameters, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Bind(name, value);
        }

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
