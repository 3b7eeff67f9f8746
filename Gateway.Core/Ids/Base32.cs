using System.Buffers.Binary;

namespace Gateway.Core.Ids;

/// <summary>128 bits as 26 characters of Crockford's base32 in lower case, most significant first, so that text sorts as the UUID does.</summary>
internal static class Base32
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;

    public static string Encode(string prefix, Guid value) =>
        string.Create(prefix.Length + 1 + Length, (prefix, value), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            span[state.prefix.Length] = '_';
            Span<byte> bytes = stackalloc byte[16];
            state.value.TryWriteBytes(bytes, bigEndian: true, out _);
            var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            for (var i = span.Length - 1; i > state.prefix.Length; i--)
            {
                span[i] = Alphabet[(int)(number & 31)];
                number >>= 5;
            }
        });

    public static bool TryDecode(string prefix, string? text, out Guid value)
    {
        value = default;
        if (text is null || text.Length != prefix.Length + 1 + Length || !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != '_')
        {
            return false;
        }

        UInt128 number = 0;
        for (var i = prefix.Length + 1; i < text.Length; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (digit < 0 || (i == prefix.Length + 1 && digit > 7)) // 26 digits hold 130 bits; the first carries three.
            {
                return false;
            }

            number = (number << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
