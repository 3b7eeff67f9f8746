namespace Gateway.Contracts.Events;

/// <summary>The directory, i.e. the connected Okta app integration, that an event happened in; named as it was then.</summary>
public sealed record EventDirectory
{
    /// <summary><c>dir_</c> and 26 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The name an operator gave it. Not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The customer whom the directory belongs to, as the operator spells it; null if none was given.</summary>
    public string? Organization { get; init; }
}
