namespace Gateway.Core.Identities.Filtering;

/// <summary>PostgreSQL casts the text to jsonb inside the statement; jsonb is never stored (7 KB of numbers would come back as 100 MB).</summary>
internal sealed class PostgreSqlJson(SqlParameters parameters) : JsonSql(parameters)
{
    public override JsonSqlValue Value(string column, params string[] keys)
    {
        var source = $"{column}::jsonb";
        foreach (var key in keys)
        {
            source = $"{source} -> {Parameters.Add(key)}";
        }

        return From($"({source})");
    }

    public override string Elements(JsonSqlValue value, string alias) =>
        $"jsonb_array_elements(CASE jsonb_typeof({value.Source}) WHEN 'array' THEN {value.Source} ELSE jsonb_build_array({value.Source}) END) WITH ORDINALITY AS {alias}(v, n)";

    // Of a path that leads nowhere the one element is JSON's null.
    public override JsonSqlValue Element(string alias) => From($"NULLIF({alias}.v, 'null'::jsonb)");

    public override JsonSqlValue Part(string alias, string key) => From($"({alias}.v -> {Parameters.Add(key)})");

    public override string PrimaryFirst(string alias) => $"({alias}.v -> 'primary') = 'true'::jsonb DESC NULLS LAST, {alias}.n";

    private static JsonSqlValue From(string source) => new(
        Text: $"(CASE jsonb_typeof({source}) WHEN 'string' THEN {source} #>> '{{}}' END COLLATE \"C\")",
        Number: $"(CASE jsonb_typeof({source}) WHEN 'number' THEN ({source} #>> '{{}}')::double precision END)",
        IsTrue: $"{source} = 'true'::jsonb",
        IsFalse: $"{source} = 'false'::jsonb",
        Exists: $"{source} IS NOT NULL",
        Source: source);
}
