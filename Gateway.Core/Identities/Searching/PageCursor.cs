using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Ids;

namespace Gateway.Core.Identities.Searching;

/// <summary>Where the next page begins, bound to the directory and the question it was given for. RFC 9865 §2.</summary>
internal static class PageCursor
{
    private const int DigestLength = 12;

    public static string Write(DirectoryId directory, string question, long position)
    {
        Span<byte> bytes = stackalloc byte[8 + DigestLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        Digest(directory, question, position).CopyTo(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(DirectoryId directory, string question, string cursor, out long position)
    {
        position = 0;
        Span<byte> bytes = stackalloc byte[8 + DigestLength];
        if (cursor.Length > 64 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length) || length != bytes.Length)
        {
            return false;
        }

        position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return CryptographicOperations.FixedTimeEquals(bytes[8..], Digest(directory, question, position));
    }

    private static ReadOnlySpan<byte> Digest(DirectoryId directory, string question, long position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{directory}\n{position}\n{question}")).AsSpan(0, DigestLength);
}
