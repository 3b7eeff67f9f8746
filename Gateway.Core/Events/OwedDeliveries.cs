using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Events;

/// <summary>Stores events together with one owed delivery per subscriber that wants them, decided by type, directory and organization only;
/// finer filters are looked at when the delivery is sent.</summary>
internal sealed class OwedDeliveries(Dialect dialect)
{
    private const string Columns = "directory_id, directory, type, occurred_at, source, cause, user_id, group_id, data";

    private readonly string owed = $"""
        INSERT INTO owed (subscriber, sequence)
        SELECT s.number, told.sequence
        FROM   {(dialect.HasRowLocks ? "told" : "events told")}, subscribers s
        WHERE  {(dialect.HasRowLocks ? "true" : "told.sequence > (SELECT sequence FROM event_mark)")}
          AND  (s.directory_id IS NULL OR s.directory_id = @directory)
          AND  (s.organization IS NULL OR s.organization = @organization)
          AND  (s.event_types IS NULL OR {dialect.IndexOf("s.event_types", "@wanted")} > 0)
        """;

    /// <summary>Adds what stores the rows of <paramref name="select"/>, which names <see cref="Columns"/> in order and uses @directory and
    /// @type; "{id}" in it is the type of ids.</summary>
    public void Append(
        WriteBatch batch, string select, string type, string? organization, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        (string, object?)[] all = [.. parameters, .. Wanted(type, organization)];
        if (dialect.HasRowLocks)
        {
            batch.Add(
                $"""
                WITH told AS (
                  INSERT INTO events ({Columns})
                  {select.Replace("{id}", "uuid", StringComparison.Ordinal)}
                  RETURNING sequence)
                {owed}
                """,
                all);
            return;
        }

        // SQLite cannot insert from what an insert returns; its one writer knows the last sequence instead.
        batch.Add(
            $"""
            UPDATE event_mark SET sequence = (SELECT coalesce(max(sequence), 0) FROM events);
            INSERT INTO events ({Columns})
            {select.Replace("{id}", "TEXT", StringComparison.Ordinal)};
            {owed}
            """,
            all);
    }

    /// <summary>Adds the change of one resource together with its event: on PostgreSQL one statement does it all.</summary>
    /// <param name="change">An INSERT or UPDATE of at most one row, without RETURNING.</param>
    /// <returns>How many rows it changed, once the batch is written; with none nothing is told.</returns>
    public Written AppendWith(
        WriteBatch batch, string change, ChangeOrigin origin, string type, UserId? user, GroupId? group, string data,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        (string, object?)[] all =
        [
            .. parameters,
            .. Wanted(type, origin.Organization),
            ("label", origin.Label),
            ("cause", (object?)origin.Cause ?? NullOf.Text),
            ("user", (object?)user ?? NullOf.Id),
            ("group", (object?)group ?? NullOf.Id),
            ("data", data),
        ];
        const string told = "SELECT @directory, @label, @type, @now, @source, @cause, @user, @group, @data";
        if (dialect.HasRowLocks)
        {
            var counted = batch.Query(
                $"""
                WITH written AS ({change} RETURNING 1),
                told AS (INSERT INTO events ({Columns}) {told} FROM written RETURNING sequence),
                owing AS ({owed})
                SELECT count(*) FROM written
                """,
                reader => reader.GetInt64(0),
                all);
            return new Written(() => (int)counted.Rows[0]);
        }

        batch.Add("UPDATE event_mark SET sequence = (SELECT coalesce(max(sequence), 0) FROM events)");
        var changed = batch.Add(change, all);
        batch.Add($"INSERT INTO events ({Columns}) {told} WHERE changes() > 0; {owed}", all);
        return new Written(() => changed.Affected);
    }

    private static (string, object?)[] Wanted(string type, string? organization) =>
        [("type", type), ("organization", (object?)organization ?? NullOf.Text), ("wanted", $",{type},")];
}

/// <summary>What became of a change, once its batch is written.</summary>
internal sealed class Written(Func<int> affected)
{
    public int Affected => affected();
}
