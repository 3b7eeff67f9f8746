using System.Buffers.Binary;

namespace Gateway.Core.Ids;

/// <summary>The three fields of a UUIDv7: 48 bits of Unix milliseconds, 12 bits <c>rand_a</c>, 62 bits <c>rand_b</c>. RFC 9562 §5.7.</summary>
internal static class Uuid7
{
    private const ulong RandomBMask = (1UL << 62) - 1;

    public static Guid Create(DateTimeOffset at, ulong randomA, ulong randomB)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (randomA & 0xFFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (randomB & RandomBMask));
        return new Guid(bytes, bigEndian: true);
    }

    public static ulong RandomA(Guid value) => Half(value, 0) & 0xFFF;

    public static ulong RandomB(Guid value) => Half(value, 8) & RandomBMask;

    private static ulong Half(Guid value, int offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);
    }
}
