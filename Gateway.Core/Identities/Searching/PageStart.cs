namespace Gateway.Core.Identities.Searching;

/// <summary>Where a page begins: a number of resources to pass over, or (by cursor) the ordinal after which it continues.</summary>
internal sealed record PageStart(long Offset, long? After);
