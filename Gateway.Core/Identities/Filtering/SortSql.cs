using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Filtering;

/// <summary>Translates sortBy and sortOrder to SQL. RFC 7644 §3.4.2.3.</summary>
public static class SortSql
{
    /// <summary>What follows ORDER BY: the attribute (resources without one come last, or first when descending), then the ordinal.
    /// An unknown attribute is invalidPath, password is sensitive, a sortOrder of another name invalidValue.</summary>
    public static ScimResult<SqlOrder> For(string sortBy, string? sortOrder, ResourceType type, Dialect dialect) => throw new NotImplementedException();
}

/// <summary>What follows ORDER BY.</summary>
/// <param name="Sql">Over <c>users r</c> or <c>groups r</c>.</param>
/// <param name="Parameters">Named <c>s0</c>, <c>s1</c>, …</param>
public sealed record SqlOrder(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);
