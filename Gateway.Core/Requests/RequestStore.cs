using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Requests;

/// <summary>The journal's rows.</summary>
public sealed class RequestStore(Database database)
{
    private const string Columns = "id, directory_id, at, method, path, status, duration_ms, address, user_agent, detail, notes";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Any number of entries with one statement, whose text is always the same.</summary>
    public async Task InsertAsync(IReadOnlyList<RequestEntry> entries, CancellationToken cancellationToken)
    {
        List<Row> rows = [.. entries.Select(Row.Of)];
        var batch = new WriteBatch();
        if (database.Dialect.HasRowLocks)
        {
            batch.Add(
                InsertIntoPostgreSql,
                ("ids", entries.Select(entry => entry.Id)),
                ("directories", entries.Select(entry => entry.DirectoryId?.Value.ToString())),
                ("slugs", rows.Select(row => row.Slug)),
                ("moments", rows.Select(row => row.At)),
                ("methods", rows.Select(row => row.Method)),
                ("paths", rows.Select(row => row.Path)),
                ("statuses", rows.Select(row => (short)row.Status)),
                ("durations", rows.Select(row => row.DurationMs)),
                ("addresses", rows.Select(row => row.Address)),
                ("agents", rows.Select(row => row.UserAgent)),
                ("details", rows.Select(row => row.Detail)),
                ("notes", rows.Select(row => row.Notes)));
        }
        else
        {
            batch.Add(InsertIntoSqlite, ("rows", JsonSerializer.Serialize(rows, Json)));
        }

        await database.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Whether the same entries may be written once the database is back.</summary>
    public bool MayTryAgain(Exception exception) => database.IsUnavailable(exception);

    /// <summary>The newest first.</summary>
    /// <param name="directory">Of one directory.</param>
    /// <param name="before">Only what is older than this one; null: from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public Task<IReadOnlyList<RequestEntry>> ListAsync(DirectoryId directory, RequestId? before, int limit, CancellationToken cancellationToken) =>
        ListAsync("directory_id = @directory", [("directory", directory)], before, limit, cancellationToken);

    /// <summary>The same over all directories, and of requests that spoke to none.</summary>
    public Task<IReadOnlyList<RequestEntry>> ListAcrossDirectoriesAsync(RequestId? before, int limit, CancellationToken cancellationToken) =>
        ListAsync("1 = 1", [], before, limit, cancellationToken);

    public async Task<RequestEntry?> FindAsync(RequestId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync($"SELECT {Columns} FROM requests WHERE id = @id", Read, [("id", id)], cancellationToken);
        return rows.SingleOrDefault();
    }

    private async Task<IReadOnlyList<RequestEntry>> ListAsync(
        string condition, (string Name, object? Value)[] parameters, RequestId? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        (string, object?)[] position = before is { } id ? [("before", id)] : [];
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM requests WHERE {condition} {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit",
            Read,
            [.. parameters, .. position, ("limit", limit)],
            cancellationToken);
    }

    // The rows travel as one list per column: a statement with a parameter per value would be another statement for every number of rows.
    private const string InsertIntoPostgreSql = $"""
        INSERT INTO requests ({Columns})
        SELECT r.id, coalesce(CAST(r.directory AS uuid), (SELECT d.id FROM directories d WHERE d.slug = r.slug)), r.at, r.method, r.path, r.status,
               r.duration_ms, r.address, r.user_agent, r.detail, r.notes
        FROM   unnest(@ids, @directories, @slugs, @moments, @methods, @paths, @statuses, @durations, @addresses, @agents, @details, @notes)
                 AS r(id, directory, slug, at, method, path, status, duration_ms, address, user_agent, detail, notes)
        ON CONFLICT DO NOTHING
        """;

    private const string InsertIntoSqlite = $"""
        INSERT INTO requests ({Columns})
        SELECT value ->> 'id', coalesce(value ->> 'directory_id', (SELECT d.id FROM directories d WHERE d.slug = value ->> 'slug')), value ->> 'at_microseconds', value ->> 'method', value ->> 'path', value ->> 'status',
               value ->> 'duration_ms', value ->> 'address', value ->> 'user_agent', value ->> 'detail', value ->> 'notes'
        FROM   json_each(@rows)
        WHERE  true
        ON CONFLICT DO NOTHING
        """;

    private static RequestEntry Read(DbDataReader reader) => new()
    {
        Id = reader.GetId<RequestId>(0),
        DirectoryId = reader.FindId<DirectoryId>(1),
        At = reader.GetInstant(2),
        Method = reader.GetString(3),
        Path = reader.GetString(4),
        Status = reader.GetInt32(5),
        Duration = TimeSpan.FromMilliseconds(reader.GetInt32(6)),
        Address = reader.FindString(7),
        UserAgent = reader.FindString(8),
        Detail = reader.FindString(9),
        Notes = reader.FindString(10),
    };

    private sealed record Row(
        string Id, string? DirectoryId, string? Slug, DateTimeOffset At, long AtMicroseconds, string Method, string Path, int Status, int DurationMs,
        string? Address, string? UserAgent, string? Detail, string? Notes)
    {
        private const int MaximumMethod = 20;
        private const int MaximumUserAgent = 120;

        public static Row Of(RequestEntry entry) => new(
            entry.Id.ToString(),
            entry.DirectoryId?.ToString(),
            entry.DirectoryId is null && entry.Slug is { } slug && DirectorySlug.Refuse(slug.ToLowerInvariant()) is null ? slug.ToLowerInvariant() : null,
            entry.At,
            Instants.ToMicroseconds(entry.At),
            Clean(entry.Method, MaximumMethod)!,
            Clean(entry.Path, 1000)!,
            entry.Status,
            (int)Math.Min(int.MaxValue, entry.Duration.TotalMilliseconds),
            Clean(entry.Address, 64),
            Clean(entry.UserAgent, MaximumUserAgent),
            Clean(entry.Detail, 1000),
            Clean(entry.Notes, 500));

        /// <summary>PostgreSQL's text has no NUL, and a cut must not leave half a character.</summary>
        private static string? Clean(string? text, int length)
        {
            if (text is null || (text.Length <= length && !text.Any(IsOdd)))
            {
                return text;
            }

            return new string([.. text.Take(length).Select(c => IsOdd(c) ? '?' : c)]);
        }

        private static bool IsOdd(char c) => char.IsControl(c) || char.IsSurrogate(c);
    }
}
