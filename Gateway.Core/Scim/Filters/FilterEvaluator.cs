using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Filters;

/// <summary>Decides a filter in memory, as both databases would.</summary>
public static class FilterEvaluator
{
    /// <summary>Whether a full resource (canonical attributes with id, meta, groups or members as the filter needs them), or an element of a
    /// multi-valued attribute for the inner part of a value path, meets the filter.</summary>
    public static bool Matches(FilterExpression filter, JsonNode? resource) => throw new NotImplementedException();
}
