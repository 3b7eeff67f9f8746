using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Credentials;

/// <summary>SHA-256 of a secret's UTF-8: all that the gateway keeps of a token or a key. Secrets are long and random, so no slow hash is needed.</summary>
public readonly record struct SecretDigest
{
    private const int Size = SHA256.HashSizeInBytes;
    private const int StackLimit = 512;
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    private SecretDigest(ReadOnlySpan<byte> bytes)
    {
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    public static SecretDigest Of(ReadOnlySpan<char> secret)
    {
        Span<byte> hash = stackalloc byte[Size];
        var length = Encoding.UTF8.GetByteCount(secret);
        var bytes = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(secret, bytes);
        SHA256.HashData(bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
        return new SecretDigest(hash);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), fourth);
        return bytes;
    }

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool Matches(byte[] stored) => CryptographicOperations.FixedTimeEquals(ToArray(), stored);
}
