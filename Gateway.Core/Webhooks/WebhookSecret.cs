using System.Security.Cryptography;

namespace Gateway.Core.Webhooks;

/// <summary>A signing secret as Standard Webhooks spells it: <c>whsec_</c> and the base64 of its bytes.</summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";
    public const int MinimumBytes = 24;
    public const int MaximumBytes = 64;
    private const int GeneratedBytes = 32;

    public static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedBytes));

    /// <summary>The key bytes, or null if the text is not a secret of the allowed length.</summary>
    public static byte[]? FindKey(string? secret)
    {
        if (secret is null || secret.Length > 128 || !secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[128];
        return Convert.TryFromBase64Chars(secret.AsSpan(Prefix.Length), bytes, out var length) && length is >= MinimumBytes and <= MaximumBytes
            ? bytes[..length].ToArray()
            : null;
    }
}
