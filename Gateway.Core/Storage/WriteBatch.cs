using System.Data.Common;

namespace Gateway.Core.Storage;

/// <summary>The statements of one change, in order. They are sent once, together with the commit.</summary>
public sealed class WriteBatch
{
    private readonly List<BatchStatement> statements = [];

    public IReadOnlyList<BatchStatement> Statements => statements;

    /// <summary>Adds a statement whose rows, if it returns any, are not read.</summary>
    public BatchStatement Add(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var statement = new BatchStatement(sql, parameters.ToArray());
        statements.Add(statement);
        return statement;
    }

    /// <summary>Adds a statement that answers rows.</summary>
    public BatchQuery<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var query = new BatchQuery<T>(sql, parameters.ToArray(), read);
        statements.Add(query);
        return query;
    }
}

/// <summary>One statement with its named parameters (<c>@name</c> in the text, <c>name</c> here; see <see cref="Parameters"/> for the types).</summary>
public class BatchStatement(string sql, (string Name, object? Value)[] parameters)
{
    public string Sql => sql;

    public IReadOnlyList<(string Name, object? Value)> Parameters => parameters;

    /// <summary>Rows inserted, updated or deleted, once the batch is written. What a PostgreSQL statement with a data-modifying CTE counts is
    /// its outermost part.</summary>
    public int Affected { get; internal set; }

    internal virtual void Clear() => Affected = 0;

    internal virtual void Read(DbDataReader reader)
    {
    }
}

/// <summary>A statement whose rows are kept.</summary>
public sealed class BatchQuery<T>(string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read) : BatchStatement(sql, parameters)
{
    private readonly List<T> rows = [];

    public IReadOnlyList<T> Rows => rows;

    internal override void Clear()
    {
        base.Clear();
        rows.Clear();
    }

    internal override void Read(DbDataReader reader) => rows.Add(read(reader));
}
