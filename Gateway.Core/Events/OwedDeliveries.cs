using Gateway.Core.Storage;

namespace Gateway.Core.Events;

/// <summary>Stores events together with one owed delivery per subscriber that wants them, decided by type, directory and organization only;
/// finer filters are looked at when the delivery is sent.</summary>
internal sealed class OwedDeliveries(Dialect dialect)
{
    private const string Columns = "directory_id, directory, type, occurred_at, source, cause, user_id, group_id, data";

    /// <summary>Adds what stores the rows of <paramref name="select"/>, which names <see cref="Columns"/> in order and uses @directory and
    /// @type; "{id}" in it is the type of ids.</summary>
    public void Append(
        WriteBatch batch, string select, string type, string? organization, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var wanted = $"""
            (s.directory_id IS NULL OR s.directory_id = @directory)
                AND (s.organization IS NULL OR s.organization = @organization)
                AND (s.event_types IS NULL OR {dialect.IndexOf("s.event_types", "@wanted")} > 0)
            """;
        (string, object?)[] all =
        [
            .. parameters,
            ("type", type),
            ("organization", (object?)organization ?? NullOf.Text),
            ("wanted", $",{type},"),
        ];
        if (dialect.HasRowLocks)
        {
            batch.Add(
                $"""
                WITH told AS (
                  INSERT INTO events ({Columns})
                  {select.Replace("{id}", "uuid", StringComparison.Ordinal)}
                  RETURNING sequence)
                INSERT INTO owed (subscriber, sequence)
                SELECT s.number, told.sequence FROM told, subscribers s WHERE {wanted}
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
            INSERT INTO owed (subscriber, sequence)
            SELECT s.number, e.sequence FROM events e, subscribers s
            WHERE e.sequence > (SELECT sequence FROM event_mark) AND {wanted}
            """,
            all);
    }
}
