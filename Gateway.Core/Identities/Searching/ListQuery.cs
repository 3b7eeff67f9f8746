using Gateway.Core.Scim.Filters;

namespace Gateway.Core.Identities.Searching;

/// <summary>What a list request asks for. RFC 7644 §3.4.2, RFC 9865.</summary>
public sealed record ListQuery
{
    /// <summary>Page size at most, whatever is asked for.</summary>
    public const int MostPerPage = 1000;

    public FilterExpression? Filter { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    /// <summary>1-based.</summary>
    public long StartIndex { get; init; } = 1;

    public int Count { get; init; } = 100;

    /// <summary>Null: paging by index. Empty: the first page of a walk by cursor. Else the cursor that the page before gave.</summary>
    public string? Cursor { get; init; }
}
