namespace Gateway.Core.Scim.Filters;

/// <summary>The operators as they are written.</summary>
internal static class FilterOperators
{
    private static readonly (string Text, FilterOperator Operator)[] All =
    [
        ("eq", FilterOperator.Equal),
        ("ne", FilterOperator.NotEqual),
        ("co", FilterOperator.Contains),
        ("sw", FilterOperator.StartsWith),
        ("ew", FilterOperator.EndsWith),
        ("gt", FilterOperator.GreaterThan),
        ("ge", FilterOperator.GreaterOrEqual),
        ("lt", FilterOperator.LessThan),
        ("le", FilterOperator.LessOrEqual),
    ];

    public static FilterOperator? Find(string text)
    {
        foreach (var (spelled, comparison) in All)
        {
            if (spelled.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return comparison;
            }
        }

        return null;
    }

    public static string Text(FilterOperator comparison) => All[(int)comparison].Text;
}
