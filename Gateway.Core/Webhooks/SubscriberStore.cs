using System.Data.Common;
using Dapper;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Webhooks;

/// <summary>Subscribers and their secrets in the database.</summary>
public sealed class SubscriberStore(Database database)
{
    private const string Columns = "id, number, url, directory_id, organization, event_types, state, reason, created_at, updated_at";

    /// <summary>Stores a subscriber and its first secret; from its commit on, events owe it deliveries. Answers its number.</summary>
    public async Task<int> InsertAsync(Subscriber subscriber, string ciphertext, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var inserted = batch.Query(
            """
            INSERT INTO subscribers (id, url, directory_id, organization, event_types, state, created_at, updated_at)
            VALUES (@id, @url, @directory, @organization, @types, @state, @at, @at)
            RETURNING number
            """,
            reader => reader.GetInt32(0),
            ("id", subscriber.Id),
            ("url", subscriber.Url),
            ("directory", (object?)subscriber.DirectoryId ?? NullOf.Id),
            ("organization", (object?)subscriber.Organization ?? NullOf.Text),
            ("types", (object?)TypesText(subscriber.EventTypes) ?? NullOf.Text),
            ("state", subscriber.State.ToText()),
            ("at", subscriber.CreatedAt));
        batch.Add(
            """
            INSERT INTO subscriber_secrets (subscriber, id, ciphertext, created_at)
            SELECT number, @secret, @ciphertext, @at FROM subscribers WHERE id = @id
            """,
            ("secret", SecretId.New()),
            ("ciphertext", ciphertext),
            ("at", subscriber.CreatedAt),
            ("id", subscriber.Id));
        await database.WriteAsync(batch, cancellationToken);
        return inserted.Rows[0];
    }

    public async Task<Subscriber?> FindAsync(SubscriberId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"SELECT {Columns} FROM subscribers WHERE id = @id", new { id }, cancellationToken: cancellationToken));
        return row?.ToSubscriber();
    }

    public async Task<Subscriber?> FindByNumberAsync(int number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"SELECT {Columns} FROM subscribers WHERE number = @number", new { number }, cancellationToken: cancellationToken));
        return row?.ToSubscriber();
    }

    /// <summary>Oldest first, after a number.</summary>
    public async Task<IReadOnlyList<Subscriber>> ListAsync(DirectoryId? directory, int after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var filter = directory is null ? "" : "AND directory_id = @directory";
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM subscribers WHERE number > @after {filter} ORDER BY number LIMIT @limit",
            new { directory, after, limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToSubscriber())];
    }

    /// <summary>Changes what is named and leaves the rest, in one statement: what the gateway itself changes meanwhile is not undone.
    /// Activation forgets past failures. Null if there is no such subscriber.</summary>
    public async Task<Subscriber?> UpdateAsync(SubscriberId id, SubscriberChange change, string? reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var types = change.EventTypes is not null || change.EveryEventType;
        var updated = batch.Query(
            $"""
            UPDATE subscribers
            SET    url = coalesce(@url, url),
                   event_types = {(types ? "@types" : "event_types")},
                   reason = CASE WHEN @state IS NULL OR @state = state THEN reason ELSE @reason END,
                   state = coalesce(@state, state),
                   updated_at = @at
            WHERE  id = @id
            RETURNING {Columns}
            """,
            Read,
            [
                ("url", (object?)change.Url ?? NullOf.Text),
                .. types ? [("types", (object?)TypesText(change.EventTypes) ?? NullOf.Text)] : Array.Empty<(string, object?)>(),
                ("state", (object?)change.State?.ToText() ?? NullOf.Text),
                ("reason", (object?)reason ?? NullOf.Text),
                ("at", at),
                ("id", id),
            ]);
        if (change.State == SubscriberState.Active)
        {
            batch.Add("UPDATE lanes SET failing_since = NULL WHERE subscriber = (SELECT number FROM subscribers WHERE id = @id)", ("id", id));
        }

        await database.WriteAsync(batch, cancellationToken);
        return updated.Rows is [var subscriber] ? subscriber : null;
    }

    /// <summary>Removes it with its secrets; its attempts stay until their retention ends. False if it was gone.</summary>
    public async Task<bool> DeleteAsync(SubscriberId id, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var deleted = batch.Add("DELETE FROM subscribers WHERE id = @id", ("id", id));
        await database.WriteAsync(batch, cancellationToken);
        return deleted.Affected > 0;
    }

    /// <summary>Removes up to <paramref name="limit"/> of what is owed to a number; answers how many went.</summary>
    public async Task<int> DeleteOwedAsync(int number, int limit, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var deleted = batch.Add(
            """
            DELETE FROM owed WHERE subscriber = @number AND sequence IN (
              SELECT sequence FROM owed WHERE subscriber = @number ORDER BY sequence LIMIT @limit)
            """,
            ("number", number),
            ("limit", limit));
        await database.WriteAsync(batch, cancellationToken);
        return deleted.Affected;
    }

    public async Task<bool> DirectoryExistsAsync(DirectoryId directory, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM directories WHERE id = @directory AND deleted_at IS NULL", new { directory }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>The encrypted secrets that sign now, newest first.</summary>
    public async Task<IReadOnlyList<string>> SecretsAsync(int number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT ciphertext FROM subscriber_secrets
            WHERE subscriber = @number AND (expires_at IS NULL OR expires_at > @now)
            ORDER BY created_at DESC, id DESC
            """,
            new { number, now },
            cancellationToken: cancellationToken))];
    }

    private static Subscriber Read(DbDataReader reader) => new Row
    {
        Id = reader.GetId<SubscriberId>(0),
        Number = reader.GetInt32(1),
        Url = reader.GetString(2),
        DirectoryId = reader.FindId<DirectoryId>(3),
        Organization = reader.FindString(4),
        EventTypes = reader.FindString(5),
        State = reader.GetString(6),
        Reason = reader.FindString(7),
        CreatedAt = reader.GetInstant(8),
        UpdatedAt = reader.GetInstant(9),
    }.ToSubscriber();

    private static string? TypesText(IReadOnlyList<string>? types) => types is null ? null : $",{string.Join(',', types)},";

    private sealed record Row
    {
        public SubscriberId Id { get; init; }

        public int Number { get; init; }

        public string Url { get; init; } = "";

        public DirectoryId? DirectoryId { get; init; }

        public string? Organization { get; init; }

        public string? EventTypes { get; init; }

        public string State { get; init; } = "";

        public string? Reason { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }

        public Subscriber ToSubscriber() => new()
        {
            Id = Id,
            Number = Number,
            Url = Url,
            DirectoryId = DirectoryId,
            Organization = Organization,
            EventTypes = EventTypes?.Split(',', StringSplitOptions.RemoveEmptyEntries),
            State = SubscriberStates.Find(State) ?? SubscriberState.Paused,
            Reason = Reason,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}
