using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Filtering;

/// <summary>How each database reads JSON out of a text column. A value is what stands under a path of keys; keys travel as parameters.</summary>
internal abstract class JsonSql(SqlParameters parameters)
{
    protected SqlParameters Parameters => parameters;

    public static JsonSql For(Dialect dialect, SqlParameters parameters) =>
        dialect.HasRowLocks ? new PostgreSqlJson(parameters) : new SqliteJson(parameters);

    /// <summary>The folded copy, or for a caseExact attribute the document; names are spelled as each of them spells them.</summary>
    public static (string Column, string[] Keys) Locate(AttributePath path, bool caseExact)
    {
        string[] keys = path.Extension is null ? [path.Name] : [path.Extension, path.Name];
        return caseExact ? ("r.document", keys) : ("r.search", Array.ConvertAll(keys, SearchText.Key));
    }

    public static string PartKey(string name, bool caseExact) => caseExact ? name : SearchText.Key(name);

    /// <summary>The value under the keys of a column.</summary>
    public abstract JsonSqlValue Value(string column, params string[] keys);

    /// <summary>A FROM clause with the elements under the keys: of an array each, of anything else the one, of nothing none.</summary>
    /// <param name="value">From <see cref="Value"/>.</param>
    /// <param name="alias">Of the elements.</param>
    public abstract string Elements(JsonSqlValue value, string alias);

    /// <summary>An element itself.</summary>
    public abstract JsonSqlValue Element(string alias);

    /// <summary>A part of an element.</summary>
    public abstract JsonSqlValue Part(string alias, string key);

    /// <summary>What orders the elements with the primary one first.</summary>
    public abstract string PrimaryFirst(string alias);
}

/// <summary>A JSON value as SQL sees it.</summary>
/// <param name="Text">Its text if it is a string, else NULL.</param>
/// <param name="Number">Its number as a double if it is one, else NULL.</param>
/// <param name="IsTrue">Whether it is true; NULL or false otherwise.</param>
/// <param name="IsFalse">Whether it is false; NULL or false otherwise.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Source">What a dialect needs to go further down.</param>
internal sealed record JsonSqlValue(string Text, string Number, string IsTrue, string IsFalse, string Exists, string Source);
