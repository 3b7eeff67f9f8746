namespace Gateway.Core.Ids;

/// <summary>An event's id: a UUIDv7 of the moment it was stored and its sequence, so that no column, index or clock race is needed for it.</summary>
public readonly record struct EventId(Guid Value) : ITypedId<EventId>
{
    public static string Prefix => "evt";

    /// <summary>The event's sequence; it counts only if the row found by it has the same <see cref="Value"/>.</summary>
    public long Sequence => (long)(Uuid7.RandomB(Value) & long.MaxValue);

    public static EventId From(Guid value) => new(value);

    public static EventId Of(DateTimeOffset occurredAt, long sequence) => new(Uuid7.Create(occurredAt, 0, (ulong)sequence));

    public override string ToString() => Base32.Encode(Prefix, Value);
}
