using System.Data.Common;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Events;

/// <summary>Where facts are written: always in the batch of the change itself, each with the deliveries that it owes.</summary>
public sealed class EventLog
{
    private const string Columns = "sequence, directory_id, directory, type, occurred_at, source, cause, user_id, group_id, data";
    private readonly Database database;

    public EventLog(Database database)
    {
        this.database = database;
        Owe = new OwedDeliveries(database.Dialect);
    }

    /// <summary>Wraps a SELECT that yields events into the statement that stores them and what they owe.</summary>
    internal OwedDeliveries Owe { get; }

    /// <summary>One event about the directory itself, or (null) about the gateway. Later statements of the batch decide nothing about it.</summary>
    public void Append(WriteBatch batch, ChangeOrigin? origin, string source, string? cause, string type, DateTimeOffset at, string data) =>
        Owe.Append(
            batch,
            "SELECT CAST(@directory AS {id}), @label, @type, @at, @source, @cause, CAST(NULL AS {id}), CAST(NULL AS {id}), @data",
            type,
            origin?.Organization,
            ("directory", (object?)origin?.Directory ?? NullOf.Id),
            ("label", (object?)origin?.Label ?? NullOf.Text),
            ("at", at),
            ("source", source),
            ("cause", (object?)cause ?? NullOf.Text),
            ("data", data));

    /// <summary>Up to <paramref name="limit"/> events after a sequence, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(DirectoryId directory, long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM events WHERE directory_id = @directory AND sequence > @after ORDER BY sequence LIMIT @limit",
            Read,
            [("directory", directory), ("after", after), ("limit", limit)],
            cancellationToken);
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadAcrossDirectoriesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM events WHERE sequence > @after ORDER BY sequence LIMIT @limit",
            Read,
            [("after", after), ("limit", limit)],
            cancellationToken);
    }

    public static StoredEvent Read(DbDataReader reader) => new()
    {
        Sequence = reader.GetInt64(0),
        DirectoryId = reader.FindId<DirectoryId>(1),
        Directory = reader.FindString(2),
        Type = reader.GetString(3),
        OccurredAt = reader.GetInstant(4),
        Source = reader.GetString(5),
        Cause = reader.FindString(6),
        UserId = reader.FindId<UserId>(7),
        GroupId = reader.FindId<GroupId>(8),
        Data = reader.GetString(9),
    };
}
