namespace Gateway.Core.Scim.Filters;

/// <summary>Writes a filter as text, with no more parentheses than needed.</summary>
public static class FilterPrinter
{
    public static string Print(FilterExpression filter) => throw new NotImplementedException();
}
