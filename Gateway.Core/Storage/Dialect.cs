namespace Gateway.Core.Storage;

/// <summary>Where the two databases spell the same thing differently. Everything else is written once.</summary>
public abstract class Dialect
{
    public static readonly Dialect PostgreSql = new PostgreSqlDialect();
    public static readonly Dialect Sqlite = new SqliteDialect();

    /// <summary>True on PostgreSQL: row locks, data-modifying CTEs, several writers.</summary>
    public abstract bool HasRowLocks { get; }

    /// <summary>A list parameter as rows of <c>item.value</c>, numbered by <c>item.key</c> in the list's order.</summary>
    public abstract string Rows(string parameter);

    /// <summary><paramref name="column"/> equals one of the values of a list parameter.</summary>
    public abstract string AnyOf(string column, string parameter);

    /// <summary>Ends a SELECT that must keep what it read until the transaction ends. Empty where there is only one writer.</summary>
    public abstract string ForNoKeyUpdate { get; }

    public abstract string ForShare { get; }

    public abstract string SkipLocked { get; }

    /// <summary>The database's clock, as the type that instants are stored in.</summary>
    public abstract string Now { get; }

    /// <summary>1-based position of a needle in a text, 0 if absent; no patterns, no locale.</summary>
    public abstract string IndexOf(string text, string needle);

    private sealed class PostgreSqlDialect : Dialect
    {
        public override bool HasRowLocks => true;

        public override string Rows(string parameter) => $"unnest({parameter}) WITH ORDINALITY AS item(value, key)";

        public override string AnyOf(string column, string parameter) => $"{column} = ANY({parameter})";

        public override string ForNoKeyUpdate => "FOR NO KEY UPDATE";

        public override string ForShare => "FOR SHARE";

        public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

        public override string Now => "clock_timestamp()";

        public override string IndexOf(string text, string needle) => $"strpos({text}, {needle})";
    }

    private sealed class SqliteDialect : Dialect
    {
        public override bool HasRowLocks => false;

        public override string Rows(string parameter) => $"json_each({parameter}) AS item";

        public override string AnyOf(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

        public override string ForNoKeyUpdate => "";

        public override string ForShare => "";

        public override string SkipLocked => "";

        public override string Now => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

        public override string IndexOf(string text, string needle) => $"instr({text}, {needle})";
    }
}
