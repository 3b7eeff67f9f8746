namespace Gateway.Core.Identities.Filtering;

/// <summary>SQLite reads the text with its JSON functions.</summary>
internal sealed class SqliteJson(SqlParameters parameters) : JsonSql(parameters)
{
    public override JsonSqlValue Value(string column, params string[] keys) => From($"{column}, {Parameters.Add(Path(keys))}");

    public override string Elements(JsonSqlValue value, string alias) =>
        $"""
        (SELECT i.key AS n, i.value AS v, i.type AS t FROM json_each({value.Source}) AS i WHERE json_type({value.Source}) = 'array'
         UNION ALL
         SELECT 0, json_extract({value.Source}), json_type({value.Source}) WHERE json_type({value.Source}) <> 'array') AS {alias}
        """;

    public override JsonSqlValue Element(string alias) => new(
        Text: $"(CASE {alias}.t WHEN 'text' THEN {alias}.v END)",
        Number: $"(CASE WHEN {alias}.t IN ('integer', 'real') THEN CAST({alias}.v AS REAL) END)",
        IsTrue: $"{alias}.t = 'true'",
        IsFalse: $"{alias}.t = 'false'",
        Exists: $"{alias}.t <> 'null'",
        Source: "");

    public override JsonSqlValue Part(string alias, string key) => From($"{Object(alias)}, {Parameters.Add(Path([key]))}");

    public override string PrimaryFirst(string alias) => $"json_type({Object(alias)}, '$.primary') IS 'true' DESC, {alias}.n";

    private static string Object(string alias) => $"CASE {alias}.t WHEN 'object' THEN {alias}.v END";

    // Keys have neither quotes nor backslashes: they are attribute names and URNs.
    private static string Path(string[] keys) => "$" + string.Concat(keys.Select(key => $".\"{key}\""));

    private static JsonSqlValue From(string source) => new(
        Text: $"(CASE json_type({source}) WHEN 'text' THEN json_extract({source}) END)",
        Number: $"(CASE WHEN json_type({source}) IN ('integer', 'real') THEN CAST(json_extract({source}) AS REAL) END)",
        IsTrue: $"json_type({source}) = 'true'",
        IsFalse: $"json_type({source}) = 'false'",
        Exists: $"json_type({source}) IS NOT NULL",
        Source: source);
}
