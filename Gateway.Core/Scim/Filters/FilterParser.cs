using System.Text;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>Reads the filter grammar of RFC 7644 §3.4.2.2, in bounds of length, depth and number of comparisons.</summary>
public static class FilterParser
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Of parentheses, <c>not</c> and value paths.</summary>
    public const int MaxDepth = 16;

    public const int MaxClauses = 50;

    /// <summary>The filter, or why it cannot be one: invalidFilter, tooMany (too many comparisons) or sensitive (password).</summary>
    public static ScimResult<FilterExpression> Parse(string text, ResourceType type)
    {
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return ScimError.InvalidFilter($"The filter is longer than {MaxBytes} bytes: send a shorter one.");
        }

        return new FilterReading(text, type).Whole();
    }

    /// <summary>The inner part of a value path in a PATCH, whose paths are relative to an element of the attribute.</summary>
    internal static ScimResult<FilterExpression> ParseInner(string text, ResourceType type, AttributePath element)
    {
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return ScimError.InvalidFilter($"The filter in the path is longer than {MaxBytes} bytes: send a shorter one.");
        }

        return new FilterReading(text, type).Inside(element);
    }
}
