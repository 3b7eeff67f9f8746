using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Contracts.Verification;

/// <summary>The key that a subscriber shares with the gateway: <c>whsec_</c> and the base64 of 24 to 64 random bytes. Standard Webhooks, "Signature scheme".</summary>
public sealed class WebhookSecret
{
    /// <summary>What every secret begins with.</summary>
    public const string Prefix = "whsec_";

    /// <summary>The fewest bytes that a key may have.</summary>
    public const int MinimumBytes = 24;

    /// <summary>The most bytes that a key may have.</summary>
    public const int MaximumBytes = 64;

    private const string Version = "v1,";
    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    /// <summary>A new secret of 32 random bytes.</summary>
    public static WebhookSecret New() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Reads a secret as it was shown. The prefix may be absent; white space around it is ignored.</summary>
    /// <param name="text">The secret, <c>whsec_…</c>.</param>
    /// <exception cref="FormatException">It is not a secret. The message does not repeat it.</exception>
    public static WebhookSecret Parse(string text) =>
        TryParse(text, out var secret)
            ? secret
            : throw new FormatException($"A webhook secret is '{Prefix}' followed by the base64 of {MinimumBytes} to {MaximumBytes} bytes. Copy it again as the gateway showed it.");

    /// <summary>Reads a secret as it was shown, or says that it is none.</summary>
    /// <param name="text">The secret, <c>whsec_…</c>.</param>
    /// <param name="secret">The secret, if it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        var encoded = text.AsSpan().Trim();
        if (encoded.StartsWith(Prefix, StringComparison.Ordinal))
        {
            encoded = encoded[Prefix.Length..];
        }

        Span<byte> bytes = stackalloc byte[MaximumBytes];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length) || length < MinimumBytes)
        {
            return false;
        }

        secret = new WebhookSecret(bytes[..length].ToArray());
        return true;
    }

    /// <summary>One signature, <c>v1,…</c>: HMAC-SHA256 over id, time and body, joined by dots.</summary>
    /// <param name="id">The value of <see cref="WebhookHeaders.Id"/>.</param>
    /// <param name="sentAt">The moment of sending; whole seconds count.</param>
    /// <param name="body">The body, byte for byte.</param>
    public string Sign(string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body) =>
        Sign(id, sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body);

    /// <summary>The secret as the gateway shows it once, <c>whsec_…</c>. Keep it out of logs.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(key);

    /// <summary>Says nothing of the key, so that a log cannot.</summary>
    public override string ToString() => $"{Prefix}…";

    internal string Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(digest);
        return Version + Convert.ToBase64String(digest);
    }
}
