using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>Decides a filter in memory, as both databases would.</summary>
public static class FilterEvaluator
{
    /// <summary>Whether a full resource (canonical attributes with id, meta, groups or members as the filter needs them), or an element of a
    /// multi-valued attribute for the inner part of a value path, meets the filter.</summary>
    public static bool Matches(FilterExpression filter, JsonNode? resource) => filter switch
    {
        FilterExpression.And and => Matches(and.Left, resource) && Matches(and.Right, resource),
        FilterExpression.Or or => Matches(or.Left, resource) || Matches(or.Right, resource),
        FilterExpression.Not not => !Matches(not.Inner, resource),
        FilterExpression.Present present => Any(present.Path, resource, static (_, _) => true, 0),
        FilterExpression.ValuePath path => AnyElement(path, resource),
        FilterExpression.Comparison comparison => Compare(comparison, resource),
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

    private static bool Compare(FilterExpression.Comparison comparison, JsonNode? resource)
    {
        var (path, relation, value) = comparison;
        var negated = relation == FilterOperator.NotEqual;
        if (negated)
        {
            relation = FilterOperator.Equal;
        }

        var holds = value switch
        {
            FilterValue.Null => !Any(path, resource, static (_, _) => true, 0),
            FilterValue.Boolean flag => Any(path, resource, static (node, flag) => node.GetValueKind() == (flag ? JsonValueKind.True : JsonValueKind.False), flag.Value),
            FilterValue.Number number => Any(path, resource,
                static (node, with) => CanonicalJson.TryNumber(node, out var own) && Ordered(own.CompareTo(with.Value), with.relation), (number.Value, relation)),
            FilterValue.Instant instant => Any(path, resource,
                static (node, with) => AsInstant(node) is { } own && Ordered(own.CompareTo(with.At), with.relation), (instant.At, relation)),
            FilterValue.Text text when path.CaseExact => Any(path, resource,
                static (node, with) => CanonicalJson.TryText(node, out var own) && Compare(own, with.relation, with.Value), (text.Value, relation)),
            FilterValue.Text text => Any(path, resource,
                static (node, with) => CanonicalJson.TryText(node, out var own) && Compare(Fold.Of(own), with.relation, with.Item1), (Fold.Of(text.Value), relation)),
            _ => false,
        };
        return holds != negated;
    }

    private static bool AnyElement(FilterExpression.ValuePath path, JsonNode? resource)
    {
        var node = Find(path.Path, resource);
        if (node is not JsonArray elements)
        {
            return node is not null && Matches(path.Inner, node);
        }

        foreach (var element in elements)
        {
            if (element is not null && Matches(path.Inner, element))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any value of the path meets the test: of a multi-valued attribute each element, or its part.</summary>
    private static bool Any<T>(AttributePath path, JsonNode? resource, Func<JsonNode, T, bool> test, T with)
    {
        var node = Find(path, resource);
        if (node is not JsonArray elements)
        {
            return Part(node, path.SubName) is { } value && test(value, with);
        }

        foreach (var element in elements)
        {
            if (Part(element, path.SubName) is { } value && test(value, with))
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
