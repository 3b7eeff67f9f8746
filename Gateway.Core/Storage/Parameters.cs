using System.Data;
using System.Data.Common;
using System.Text.Json;
using Gateway.Core.Ids;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Core.Storage;

/// <summary>How C# values travel: a typed id is a uuid on PostgreSQL and its text on SQLite; a <see cref="DateTimeOffset"/> is timestamptz, or
/// microseconds since 1970; a bool is boolean, or 0 and 1; a list (of ids, strings, longs) is an array, or a JSON array.</summary>
public static class Parameters
{
    public static void Bind(this DbCommand command, string name, object? value) =>
        command.Parameters.Add(command is NpgsqlCommand ? ForPostgreSql(name, value) : ForSqlite(name, value));

    internal static NpgsqlParameter ForPostgreSql(string name, object? value) => value switch
    {
        null => new NpgsqlParameter(name, DBNull.Value),
        string text => new NpgsqlParameter<string>(name, text) { NpgsqlDbType = NpgsqlDbType.Text },
        ITypedId id => new NpgsqlParameter<Guid>(name, id.Value) { NpgsqlDbType = NpgsqlDbType.Uuid },
        DateTimeOffset at => new NpgsqlParameter<DateTime>(name, at.UtcDateTime) { NpgsqlDbType = NpgsqlDbType.TimestampTz },
        long number => new NpgsqlParameter<long>(name, number) { NpgsqlDbType = NpgsqlDbType.Bigint },
        int number => new NpgsqlParameter<int>(name, number) { NpgsqlDbType = NpgsqlDbType.Integer },
        short number => new NpgsqlParameter<short>(name, number) { NpgsqlDbType = NpgsqlDbType.Smallint },
        bool flag => new NpgsqlParameter<bool>(name, flag) { NpgsqlDbType = NpgsqlDbType.Boolean },
        byte[] bytes => new NpgsqlParameter<byte[]>(name, bytes) { NpgsqlDbType = NpgsqlDbType.Bytea },
        NullOf typed => new NpgsqlParameter(name, typed.PostgreSql) { Value = DBNull.Value },
        IEnumerable<string?> texts => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = texts.ToArray() },
        IEnumerable<long> numbers => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = numbers.ToArray() },
        IEnumerable<int> numbers => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = numbers.ToArray() },
        IEnumerable<short> numbers => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Smallint) { Value = numbers.ToArray() },
        IEnumerable<DateTimeOffset> moments => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = moments.Select(at => at.UtcDateTime).ToArray() },
        System.Collections.IEnumerable ids => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = ids.Cast<ITypedId>().Select(id => id.Value).ToArray() },
        _ => new NpgsqlParameter(name, value),
    };

    internal static SqliteParameter ForSqlite(string name, object? value) => new("@" + name, value switch
    {
        null or NullOf => DBNull.Value,
        string or long or int or short or double or byte[] => value,
        ITypedId id => id.ToString(),
        DateTimeOffset at => Instants.ToMicroseconds(at),
        bool flag => flag ? 1 : 0,
        IEnumerable<string?> texts => JsonSerializer.Serialize(texts),
        IEnumerable<long> numbers => JsonSerializer.Serialize(numbers),
        IEnumerable<int> numbers => JsonSerializer.Serialize(numbers),
        IEnumerable<short> numbers => JsonSerializer.Serialize(numbers),
        IEnumerable<DateTimeOffset> moments => JsonSerializer.Serialize(moments.Select(Instants.ToMicroseconds)),
        System.Collections.IEnumerable ids => JsonSerializer.Serialize(ids.Cast<ITypedId>().Select(id => id.ToString())),
        _ => value,
    });
}

/// <summary>A null whose type PostgreSQL cannot guess from the statement.</summary>
public sealed record NullOf(NpgsqlDbType PostgreSql)
{
    public static readonly NullOf Text = new(NpgsqlDbType.Text);
    public static readonly NullOf Id = new(NpgsqlDbType.Uuid);
    public static readonly NullOf Instant = new(NpgsqlDbType.TimestampTz);
}
