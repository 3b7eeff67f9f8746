using Gateway.Core.Ids;

namespace Gateway.Core.Events;

/// <summary>One fact, as stored. Its order is <see cref="Sequence"/> alone.</summary>
public sealed record StoredEvent
{
    public required long Sequence { get; init; }

    /// <summary>Null: about the gateway as a whole.</summary>
    public DirectoryId? DirectoryId { get; init; }

    /// <summary>The envelope's <c>directory</c> as JSON.</summary>
    public string? Directory { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Source { get; init; }

    public string? Cause { get; init; }

    /// <summary>Whom it is about; deliveries about the same user or group keep their order.</summary>
    public UserId? UserId { get; init; }

    public GroupId? GroupId { get; init; }

    /// <summary>The envelope's <c>data</c> as JSON.</summary>
    public required string Data { get; init; }

    public EventId Id => EventId.Of(OccurredAt, Sequence);
}
