using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>A receiving URL and what it wants to be told. Its secrets are kept apart.</summary>
public sealed record Subscriber
{
    public required SubscriberId Id { get; init; }

    /// <summary>The short number by which owed deliveries and attempts name it. 1 and up.</summary>
    public required int Number { get; init; }

    /// <summary>https; plain http only towards an allow-listed network.</summary>
    public required string Url { get; init; }

    /// <summary>Only events of this directory; null: of every directory.</summary>
    public DirectoryId? DirectoryId { get; init; }

    /// <summary>Only events of this organization's directories; null: of every organization.</summary>
    public string? Organization { get; init; }

    /// <summary>Only these types (see <c>EventTypes</c>), sorted; null: every type.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    public required SubscriberState State { get; init; }

    /// <summary>Why it is not active, as one sentence; null while it is.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
