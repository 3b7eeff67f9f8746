namespace Gateway.Core.Identities.Searching;

/// <summary>One page, and how many there are in all.</summary>
/// <param name="NextCursor">Null on the last page, and when paging by index.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, long TotalResults, long StartIndex, string? NextCursor);
