using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>The copy of a resource that filters read.</summary>
public static class SearchText
{
    /// <summary>The attributes as compact JSON: names in lower case (ASCII), text folded (<see cref="Fold"/>).</summary>
    public static string Of(JsonObject canonicalAttributes) => throw new NotImplementedException();
}
