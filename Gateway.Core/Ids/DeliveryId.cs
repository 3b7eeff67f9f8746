namespace Gateway.Core.Ids;

/// <summary>A delivery's id. A delivery is the pair of a subscriber's number and an event's sequence; the id spells that pair as a UUIDv7.</summary>
public readonly record struct DeliveryId(Guid Value) : ITypedId<DeliveryId>
{
    private const int SequenceBits = 44;

    public static string Prefix => "dlv";

    /// <summary>The subscriber's number, below 2^30.</summary>
    public int Subscriber => (int)((Uuid7.RandomA(Value) << 18) | (Uuid7.RandomB(Value) >> SequenceBits));

    /// <summary>The event's sequence, below 2^44.</summary>
    public long Sequence => (long)(Uuid7.RandomB(Value) & ((1UL << SequenceBits) - 1));

    public static DeliveryId From(Guid value) => new(value);

    public static DeliveryId Of(DateTimeOffset occurredAt, int subscriber, long sequence) =>
        new(Uuid7.Create(occurredAt, (ulong)subscriber >> 18, (((ulong)subscriber & 0x3FFFF) << SequenceBits) | (ulong)sequence));

    public override string ToString() => Base32.Encode(Prefix, Value);
}
