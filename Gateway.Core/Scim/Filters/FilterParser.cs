using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>Reads the filter grammar of RFC 7644 §3.4.2.2, in bounds of length, depth and number of comparisons.</summary>
public static class FilterParser
{
    public const int MaxBytes = 4096;
    public const int MaxDepth = 16;
    public const int MaxClauses = 50;

    /// <summary>The filter, or why it cannot be one: invalidFilter, tooMany (too many comparisons) or sensitive (password).</summary>
    public static ScimResult<FilterExpression> Parse(string text, ResourceType type) => throw new NotImplementedException();
}
