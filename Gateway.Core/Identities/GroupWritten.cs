namespace Gateway.Core.Identities;

/// <summary>The group as it stands after a write.</summary>
/// <param name="Created">True for a new one (201), false for one that was there (200).</param>
public sealed record GroupWritten(StoredGroup Group, bool Created);
