using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Filtering;

/// <summary>Translates a filter to SQL. Columns with an index where there is one, else the folded copy, else the document.</summary>
public sealed class FilterSql
{
    private readonly ResourceType type;
    private readonly Dialect dialect;
    private readonly SqlParameters parameters = new("f");
    private readonly JsonSql json;
    private int aliases;

    private FilterSql(ResourceType type, Dialect dialect)
    {
        this.type = type;
        this.dialect = dialect;
        json = JsonSql.For(dialect, parameters);
    }

    private bool IsUser => type == ResourceType.User;

    /// <summary>The condition that holds for just the resources that <see cref="FilterEvaluator"/> says it holds for.</summary>
    public static SqlCondition Translate(FilterExpression filter, ResourceType type, Dialect dialect)
    {
        var translation = new FilterSql(type, dialect);
        var sql = translation.Condition(filter);
        return new SqlCondition(sql, translation.parameters.All);
    }

    // NULL counts as false; only a negation must be told.
    private string Condition(FilterExpression filter) => filter switch
    {
        FilterExpression.And and => $"({Condition(and.Left)} AND {Condition(and.Right)})",
        FilterExpression.Or or => $"({Condition(or.Left)} OR {Condition(or.Right)})",
        FilterExpression.Not not => Negated(Condition(not.Inner)),
        FilterExpression.Present present => Present(present.Path),
        FilterExpression.ValuePath path => Selected(path),
        FilterExpression.Comparison comparison => Compared(comparison),
        _ => throw new NotSupportedException(filter.GetType().Name),
    };

    private static string Negated(string condition) => condition switch
    {
        "TRUE" => "FALSE",
        "FALSE" => "TRUE",
        _ => $"NOT COALESCE(({condition}), FALSE)",
    };

    private string Compared(FilterExpression.Comparison comparison)
    {
        if (comparison.Operator == FilterOperator.NotEqual)
        {
            return Negated(Compared(comparison with { Operator = FilterOperator.Equal }));
        }

        return comparison.Value is FilterValue.Null ? Negated(Present(comparison.Path)) : ByColumn(comparison) ?? ByJson(comparison);
    }

    private string Present(AttributePath path)
    {
        if (path.Extension is null)
        {
            switch (path.Definition?.Name)
            {
                case "id" or "meta" or "schemas":
                    return "TRUE";
                case "active" when IsUser:
                    return "TRUE";
                case "groups" when IsUser:
                case "members" when !IsUser:
                    return Membership("TRUE");
            }
        }

        var (column, keys) = JsonSql.Locate(path, caseExact: false);
        var value = json.Value(column, keys);
        if (!HasElements(path))
        {
            return path.SubName is null ? value.Exists : json.Value(column, [.. keys, SearchText.Key(path.SubName)]).Exists;
        }

        var alias = NextAlias();
        return $"EXISTS (SELECT 1 FROM {json.Elements(value, alias)} WHERE {Leaf(path, alias, caseExact: false).Exists})";
    }

    /// <summary>A column of its own, if the attribute has one; else null.</summary>
    private string? ByColumn(FilterExpression.Comparison comparison)
    {
        var (path, relation, value) = comparison;
        if (path.Extension is not null || path.Definition is not { } definition)
        {
            return null;
        }

        switch (definition.Name)
        {
            case "id":
                return IdEquals("r.id", Text(value), IsUser);
            case "userName" when IsUser:
                return Text("r.user_name_key", relation, Fold.Of(Text(value)));
            case "displayName" when !IsUser:
                return Text("r.display_name_key", relation, Fold.Of(Text(value)));
            case "externalId":
                return Text("r.external_id", relation, Text(value));
            case "active" when IsUser:
                return $"r.active = {parameters.Add(((FilterValue.Boolean)value).Value)}";
            case "emails" when IsUser && path.SubName == "value" && relation == FilterOperator.Equal:
                var address = parameters.Add(Fold.Of(Text(value)));
                return $"""
                    r.id IN (SELECT u.id FROM users u WHERE u.directory_id = @directory AND u.email_key = {address}
                             UNION ALL
                             SELECT e.user_id FROM user_emails e WHERE e.directory_id = @directory AND e.email_key = {address})
                    """;
            case "meta":
                return Meta(path.SubName!, relation, value);
            case "groups" when IsUser:
            case "members" when !IsUser:
                return MemberCompared(path.SubName!, relation, Text(value), (id) => $"r.id IN (SELECT m.{Mine} FROM members m WHERE m.directory_id = @directory AND {id})");
            default:
                return null;
        }
    }

    private string Mine => IsUser ? "user_id" : "group_id";

    private string Other => IsUser ? "group_id" : "user_id";

    private string Meta(string part, FilterOperator relation, FilterValue value) => part switch
    {
        "created" => Instant("r.created_at", relation, value),
        "lastModified" => Instant("r.updated_at", relation, value),
        _ => Constant(FilterEvaluator.Compare(type.Name, relation, Text(value))),
    };

    private string Instant(string column, FilterOperator relation, FilterValue value) =>
        $"{column} {Sign(relation)} {parameters.Add(((FilterValue.Instant)value).At)}";

    private string ByJson(FilterExpression.Comparison comparison)
    {
        var path = comparison.Path;
        var (column, keys) = JsonSql.Locate(path, path.CaseExact);
        if (!HasElements(path))
        {
            return Test(path.SubName is null ? json.Value(column, keys) : json.Value(column, [.. keys, JsonSql.PartKey(path.SubName, path.CaseExact)]), comparison);
        }

        var alias = NextAlias();
        var elements = json.Elements(json.Value(column, keys), alias);
        return $"EXISTS (SELECT 1 FROM {elements} WHERE {Test(Leaf(path, alias, path.CaseExact), comparison)})";
    }

    /// <summary><c>emails[…]</c>: one element meets all of the inner filter.</summary>
    private string Selected(FilterExpression.ValuePath path)
    {
        var attribute = path.Path;
        if (attribute is { Extension: null, Name: "groups" or "members", Definition: not null })
        {
            return Membership(InMembership(path.Inner));
        }

        if (!HasElements(attribute))
        {
            return $"({Present(attribute)} AND {Condition(Outside(path.Inner, attribute))})";
        }

        // Folded and exact parts stand side by side: the same position in both columns.
        var (column, keys) = JsonSql.Locate(attribute, caseExact: false);
        var (exactColumn, exactKeys) = JsonSql.Locate(attribute, caseExact: true);
        var alias = NextAlias();
        var exact = NeedsExact(path.Inner) ? NextAlias() : null;
        var from = json.Elements(json.Value(column, keys), alias);
        if (exact is not null)
        {
            from += $" JOIN {json.Elements(json.Value(exactColumn, exactKeys), exact)} ON {exact}.n = {alias}.n";
        }

        return $"EXISTS (SELECT 1 FROM {from} WHERE {json.Element(alias).Exists} AND {InElement(path.Inner, alias, exact)})";
    }

    private static bool NeedsExact(FilterExpression filter) => filter switch
    {
        FilterExpression.And and => NeedsExact(and.Left) || NeedsExact(and.Right),
        FilterExpression.Or or => NeedsExact(or.Left) || NeedsExact(or.Right),
        FilterExpression.Not not => NeedsExact(not.Inner),
        FilterExpression.Comparison comparison => comparison.Path.CaseExact,
        _ => false,
    };

    private string InElement(FilterExpression filter, string alias, string? exact)
    {
        switch (filter)
        {
            case FilterExpression.And and:
                return $"({InElement(and.Left, alias, exact)} AND {InElement(and.Right, alias, exact)})";
            case FilterExpression.Or or:
                return $"({InElement(or.Left, alias, exact)} OR {InElement(or.Right, alias, exact)})";
            case FilterExpression.Not not:
                return Negated(InElement(not.Inner, alias, exact));
            case FilterExpression.Present present:
                return json.Part(alias, SearchText.Key(present.Path.Name)).Exists;
            case FilterExpression.Comparison { Operator: FilterOperator.NotEqual } unequal:
                return Negated(InElement(unequal with { Operator = FilterOperator.Equal }, alias, exact));
            case FilterExpression.Comparison { Value: FilterValue.Null } absent:
                return Negated(InElement(new FilterExpression.Present(absent.Path), alias, exact));
            case FilterExpression.Comparison comparison:
                var caseExact = comparison.Path.CaseExact;
                return Test(json.Part(caseExact ? exact! : alias, JsonSql.PartKey(comparison.Path.Name, caseExact)), comparison);
            default:
                throw new NotSupportedException(filter.GetType().Name);
        }
    }

    /// <summary>The inner filter of <c>name[…]</c>, whose one value is the attribute itself, with full paths.</summary>
    private static FilterExpression Outside(FilterExpression inner, AttributePath attribute) => inner switch
    {
        FilterExpression.And and => new FilterExpression.And(Outside(and.Left, attribute), Outside(and.Right, attribute)),
        FilterExpression.Or or => new FilterExpression.Or(Outside(or.Left, attribute), Outside(or.Right, attribute)),
        FilterExpression.Not not => new FilterExpression.Not(Outside(not.Inner, attribute)),
        FilterExpression.Present present => new FilterExpression.Present(Outside(present.Path, attribute)),
        FilterExpression.Comparison comparison => comparison with { Path = Outside(comparison.Path, attribute) },
        _ => inner,
    };

    private static AttributePath Outside(AttributePath part, AttributePath attribute) =>
        attribute with { SubName = part.Name, SubDefinition = part.Definition };

    /// <summary>Whether a group of this user (a user of this group) meets a condition over <c>members m</c>.</summary>
    private string Membership(string condition) =>
        $"EXISTS (SELECT 1 FROM members m WHERE m.directory_id = r.directory_id AND m.{Mine} = r.id AND {condition})";

    private string InMembership(FilterExpression filter) => filter switch
    {
        FilterExpression.And and => $"({InMembership(and.Left)} AND {InMembership(and.Right)})",
        FilterExpression.Or or => $"({InMembership(or.Left)} OR {InMembership(or.Right)})",
        FilterExpression.Not not => Negated(InMembership(not.Inner)),
        FilterExpression.Present => "TRUE",
        FilterExpression.Comparison { Operator: FilterOperator.NotEqual } unequal => Negated(InMembership(unequal with { Operator = FilterOperator.Equal })),
        FilterExpression.Comparison { Value: FilterValue.Null } => "FALSE",
        FilterExpression.Comparison comparison => MemberCompared(comparison.Path.Name, comparison.Operator, Text(comparison.Value), static id => id),
        _ => throw new NotSupportedException(filter.GetType().Name),
    };

    /// <summary>A member's (a group's) id by the column, its type by what it always is.</summary>
    private string MemberCompared(string part, FilterOperator relation, string value, Func<string, string> byId)
    {
        if (part == "value")
        {
            var condition = IdEquals($"m.{Other}", value, !IsUser);
            return condition == "FALSE" ? condition : byId(condition);
        }

        return FilterEvaluator.Compare(IsUser ? "direct" : "user", relation, Fold.Of(value)) ? Membership("TRUE") : "FALSE";
    }

    /// <summary>Text that is no id is the id of nobody.</summary>
    private string IdEquals(string column, string text, bool isUser) =>
        isUser
            ? TypedId.TryParse<UserId>(text, out var user) ? $"{column} = {parameters.Add(user)}" : "FALSE"
            : TypedId.TryParse<GroupId>(text, out var group) ? $"{column} = {parameters.Add(group)}" : "FALSE";

    private string Test(JsonSqlValue own, FilterExpression.Comparison comparison) => comparison.Value switch
    {
        FilterValue.Boolean flag => flag.Value ? own.IsTrue : own.IsFalse,
        FilterValue.Number number => $"{own.Number} {Sign(comparison.Operator)} {parameters.Add(number.Value)}",
        FilterValue.Text text => Text(own.Text, comparison.Operator, comparison.Path.CaseExact ? text.Value : Fold.Of(text.Value)),
        _ => throw new NotSupportedException(comparison.Value.GetType().Name),
    };

    /// <summary>A text against a needle, by code points; no patterns, no locale.</summary>
    private string Text(string own, FilterOperator relation, string value)
    {
        if (relation is FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith && value.Length == 0)
        {
            return $"{own} IS NOT NULL";
        }

        var needle = parameters.Add(value);
        return relation switch
        {
            FilterOperator.Contains => $"{dialect.IndexOf(own, needle)} > 0",
            FilterOperator.StartsWith => dialect.HasRowLocks ? $"starts_with({own}, {needle})" : $"substr({own}, 1, length({needle})) = {needle}",
            FilterOperator.EndsWith => dialect.HasRowLocks ? $"right({own}, length({needle})) = {needle}" : $"substr({own}, -length({needle})) = {needle}",
            _ => $"{own} {Sign(relation)} {needle}",
        };
    }

    private JsonSqlValue Leaf(AttributePath path, string alias, bool caseExact) =>
        path.SubName is null ? json.Element(alias) : json.Part(alias, JsonSql.PartKey(path.SubName, caseExact));

    /// <summary>What may be an array: multi-valued attributes, and whatever no schema knows.</summary>
    private static bool HasElements(AttributePath path) => path.Definition is null or { MultiValued: true };

    private string NextAlias() => $"v{aliases++}";

    private static string Text(FilterValue value) => ((FilterValue.Text)value).Value;

    private static string Constant(bool value) => value ? "TRUE" : "FALSE";

    private static string Sign(FilterOperator relation) => relation switch
    {
        FilterOperator.GreaterThan => ">",
        FilterOperator.GreaterOrEqual => ">=",
        FilterOperator.LessThan => "<",
        FilterOperator.LessOrEqual => "<=",
        _ => "=",
    };
}
