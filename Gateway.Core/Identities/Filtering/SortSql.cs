using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Filtering;

/// <summary>Translates sortBy and sortOrder to SQL. RFC 7644 §3.4.2.3.</summary>
public static class SortSql
{
    /// <summary>What follows ORDER BY: the attribute (resources without one come last, or first when descending), then the ordinal. Of several
    /// values the primary one counts, else the first.
    /// An unknown attribute is invalidPath, password is sensitive, a sortOrder of another name invalidValue.</summary>
    public static ScimResult<SqlOrder> For(string sortBy, string? sortOrder, ResourceType type, Dialect dialect)
    {
        var isDescending = "descending".Equals(sortOrder, StringComparison.OrdinalIgnoreCase);
        if (!isDescending && !string.IsNullOrEmpty(sortOrder) && !sortOrder.Equals("ascending", StringComparison.OrdinalIgnoreCase))
        {
            return ScimError.InvalidValue($"sortOrder {ScimError.Shown(sortOrder)} is neither ascending nor descending.");
        }

        if (!AttributePaths.TryResolve(sortBy, type, out var path, out var problem))
        {
            return ScimError.InvalidPath($"The resources cannot be sorted: {problem}.");
        }

        if (path.Definition is { Returned: Returned.Never })
        {
            return ScimError.Sensitive($"{path.Definition.Name} cannot be sorted by.");
        }

        if (path is { SubName: null, Definition: { Type: AttributeType.Complex } complex })
        {
            if (complex.Find("value") is not { } simple)
            {
                return ScimError.InvalidPath($"{path} has parts: sort by one of them, such as {path}.{complex.SubAttributes[0].Name}.");
            }

            path = path with { SubName = simple.Name, SubDefinition = simple };
        }

        if (path.Leaf is { Unfiltered: true } || path is { Extension: null, Definition.Name: "groups" or "members" })
        {
            return ScimError.InvalidPath($"The resources cannot be sorted by {path}.");
        }

        var parameters = new SqlParameters("s");
        var key = ByColumn(path, type) ?? ByJson(path, JsonSql.For(dialect, parameters));
        return new SqlOrder($"{key} {(isDescending ? "DESC NULLS FIRST" : "ASC NULLS LAST")}, r.ordinal", parameters.All);
    }

    private static string? ByColumn(AttributePath path, ResourceType type) => (path.Extension, path.Name, path.SubName) switch
    {
        (null, "id", _) => "r.id",
        (null, "externalId", _) => "r.external_id",
        (null, "userName", _) when type == ResourceType.User => "r.user_name_key",
        (null, "active", _) when type == ResourceType.User => "r.active",
        (null, "emails", "value") when type == ResourceType.User => "r.email_key",
        (null, "displayName", _) when type == ResourceType.Group => "r.display_name_key",
        (null, "meta", "created") => "r.created_at",
        (null, "meta", "lastModified") => "r.updated_at",
        _ => null,
    };

    private static string ByJson(AttributePath path, JsonSql json)
    {
        var (column, keys) = JsonSql.Locate(path, path.CaseExact);
        if (path.Definition is { MultiValued: false })
        {
            var value = path.SubName is null ? json.Value(column, keys) : json.Value(column, [.. keys, JsonSql.PartKey(path.SubName, path.CaseExact)]);
            return value.Text;
        }

        var leaf = path.SubName is null ? json.Element("v") : json.Part("v", JsonSql.PartKey(path.SubName, path.CaseExact));
        return $"(SELECT {leaf.Text} FROM {json.Elements(json.Value(column, keys), "v")} WHERE {leaf.Exists} ORDER BY {json.PrimaryFirst("v")} LIMIT 1)";
    }
}

/// <summary>What follows ORDER BY.</summary>
/// <param name="Sql">Over <c>users r</c> or <c>groups r</c>.</param>
/// <param name="Parameters">Named <c>s0</c>, <c>s1</c>, …</param>
public sealed record SqlOrder(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);
