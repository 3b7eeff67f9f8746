using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>Decides a filter in memory, as both databases would.</summary>
public static class FilterEvaluator
{
    /// <summary>Whether a full resource meets the filter: canonical attributes, with id, meta, groups or members as the filter needs them.</summary>
    public static bool Matches(FilterExpression filter, JsonObject resource) => Matches(filter, resource, Any);

    /// <summary>Whether an element of a multi-valued attribute meets the inner part of a value path. Its parts are compared as they are: what no
    /// schema knows has no elements of elements.</summary>
    public static bool MatchesElement(FilterExpression inner, JsonNode element) =>
        Matches(inner, element, static (path, item, test) => Part(item, path.Name) is { } value && test(value));

    private delegate bool AnyValue(AttributePath path, JsonNode? node, Func<JsonNode, bool> test);

    private static bool Matches(FilterExpression filter, JsonNode node, AnyValue any) => filter switch
    {
        FilterExpression.And and => Matches(and.Left, node, any) && Matches(and.Right, node, any),
        FilterExpression.Or or => Matches(or.Left, node, any) || Matches(or.Right, node, any),
        FilterExpression.Not not => !Matches(not.Inner, node, any),
        FilterExpression.Present present => any(present.Path, node, static _ => true),
        FilterExpression.ValuePath path => AnyElement(path, node),
        FilterExpression.Comparison comparison => Compare(comparison, node, any),
        _ => false,
    };

    /// <summary>How two texts stand to each other; both folded already, unless the attribute is caseExact.</summary>
    internal static bool Compare(string value, FilterOperator comparison, string with) => comparison switch
    {
        FilterOperator.Equal => string.Equals(value, with, StringComparison.Ordinal),
        FilterOperator.NotEqual => !string.Equals(value, with, StringComparison.Ordinal),
        FilterOperator.Contains => value.Contains(with, StringComparison.Ordinal),
        FilterOperator.StartsWith => value.StartsWith(with, StringComparison.Ordinal),
        FilterOperator.EndsWith => value.EndsWith(with, StringComparison.Ordinal),
        _ => Ordered(Fold.Compare(value, with), comparison),
    };

    private static bool Compare(FilterExpression.Comparison comparison, JsonNode node, AnyValue any)
    {
        var (path, relation, value) = comparison;
        if (relation == FilterOperator.NotEqual)
        {
            return !Compare(comparison with { Operator = FilterOperator.Equal }, node, any);
        }

        switch (value)
        {
            case FilterValue.Null:
                return !any(path, node, static _ => true);
            case FilterValue.Boolean flag:
                var kind = flag.Value ? JsonValueKind.True : JsonValueKind.False;
                return any(path, node, own => own.GetValueKind() == kind);
            case FilterValue.Number number:
                return any(path, node, own => CanonicalJson.TryNumber(own, out var held) && Ordered(held.CompareTo(number.Value), relation));
            case FilterValue.Instant instant:
                return any(path, node, own => AsInstant(own) is { } held && Ordered(held.CompareTo(instant.At), relation));
            case FilterValue.Text text:
                var isExact = path.CaseExact;
                var with = isExact ? text.Value : Fold.Of(text.Value);
                return any(path, node, own => CanonicalJson.TryText(own, out var held) && Compare(isExact ? held : Fold.Of(held), relation, with));
            default:
                return false;
        }
    }

    private static bool AnyElement(FilterExpression.ValuePath path, JsonNode? resource)
    {
        var node = Find(path.Path, resource);
        if (node is not JsonArray elements)
        {
            return node is not null && MatchesElement(path.Inner, node);
        }

        foreach (var element in elements)
        {
            if (element is not null && MatchesElement(path.Inner, element))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any value of the path meets the test: of a multi-valued attribute each element, or its part.</summary>
    private static bool Any(AttributePath path, JsonNode? resource, Func<JsonNode, bool> test)
    {
        var node = Find(path, resource);
        if (node is not JsonArray elements)
        {
            return Part(node, path.SubName) is { } value && test(value);
        }

        foreach (var element in elements)
        {
            if (Part(element, path.SubName) is { } value && test(value))
            {
                return true;
            }
        }

        return false;
    }

    private static JsonNode? Find(AttributePath path, JsonNode? resource) =>
        Part(path.Extension is null ? resource : Part(resource, path.Extension), path.Name);

    private static JsonNode? Part(JsonNode? node, string? name)
    {
        if (name is null)
        {
            return node;
        }

        if (node is not JsonObject item)
        {
            return null;
        }

        if (item.TryGetPropertyValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (key, value) in item)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private static DateTimeOffset? AsInstant(JsonNode node) =>
        CanonicalJson.TryText(node, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static bool Ordered(int sign, FilterOperator comparison) => comparison switch
    {
        FilterOperator.Equal => sign == 0,
        FilterOperator.GreaterThan => sign > 0,
        FilterOperator.GreaterOrEqual => sign >= 0,
        FilterOperator.LessThan => sign < 0,
        FilterOperator.LessOrEqual => sign <= 0,
        _ => false,
    };
}
