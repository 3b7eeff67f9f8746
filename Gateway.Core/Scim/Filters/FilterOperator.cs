namespace Gateway.Core.Scim.Filters;

/// <summary>The comparisons of RFC 7644 §3.4.2.2 Table 3.</summary>
public enum FilterOperator
{
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    GreaterThan,
    GreaterOrEqual,
    LessThan,
    LessOrEqual,
}
