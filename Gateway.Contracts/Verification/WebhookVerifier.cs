using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Contracts.Events;

namespace Gateway.Contracts.Verification;

/// <summary>Says whether a request comes from the gateway. Signatures are those of Standard Webhooks; comparison takes constant time. Safe for many threads.</summary>
/// <example>
/// <code>
/// var verifier = new WebhookVerifier(secret);
/// var received = verifier.Receive(name => request.Headers[name], body);
/// if (received.Type == EventTypes.UserDeactivated) { … }
/// </code>
/// </example>
public sealed class WebhookVerifier
{
    private readonly WebhookSecret[] secrets;
    private readonly TimeSpan tolerance;
    private readonly TimeProvider clock;

    /// <summary>A verifier with the default tolerance and the system's clock.</summary>
    /// <param name="secrets">The subscriber's secret, <c>whsec_…</c>; during a rotation the new and the old one.</param>
    /// <exception cref="ArgumentException">There is no secret.</exception>
    /// <exception cref="FormatException">One of them is not a secret.</exception>
    public WebhookVerifier(params IEnumerable<string> secrets) : this(secrets, DefaultTolerance, TimeProvider.System)
    {
    }

    /// <summary>A verifier with a tolerance and a clock of its own.</summary>
    /// <param name="secrets">The subscriber's secret, <c>whsec_…</c>; during a rotation the new and the old one.</param>
    /// <param name="tolerance">How far the time of sending may be from now, either way; whole seconds, more than zero.</param>
    /// <param name="clock">What time it is.</param>
    /// <exception cref="ArgumentException">There is no secret, or the tolerance is under one second.</exception>
    /// <exception cref="FormatException">One of them is not a secret.</exception>
    public WebhookVerifier(IEnumerable<string> secrets, TimeSpan tolerance, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(tolerance, TimeSpan.FromSeconds(1));
        this.secrets = [.. secrets.Select(WebhookSecret.Parse)];
        this.tolerance = tolerance;
        this.clock = clock;
        if (this.secrets.Length == 0)
        {
            throw new ArgumentException("Give at least one secret.", nameof(secrets));
        }
    }

    /// <summary>Five minutes, as Standard Webhooks' own libraries have it.</summary>
    public static TimeSpan DefaultTolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Verifies a delivery and reads its event.</summary>
    /// <param name="header">A header's value by its name, or null; e.g. <c>name => request.Headers[name]</c>.</param>
    /// <param name="body">The body as it came, byte for byte.</param>
    /// <exception cref="WebhookVerificationException">It is not genuine.</exception>
    /// <exception cref="JsonException">It is genuine, but its body is not an event of this form.</exception>
    public GatewayEvent Receive(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        Verify(header, body).ThrowIfInvalid();
        return GatewayEvent.Parse(body);
    }

    /// <summary>Verifies a delivery by a look-up of its headers.</summary>
    /// <param name="header">A header's value by its name, or null; e.g. <c>name => request.Headers[name]</c>.</param>
    /// <param name="body">The body as it came, byte for byte.</param>
    public VerificationResult Verify(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Verify(header(WebhookHeaders.Id), header(WebhookHeaders.Timestamp), header(WebhookHeaders.Signature), body);
    }

    /// <summary>Verifies a delivery by the values of its headers.</summary>
    /// <param name="id">The value of <see cref="WebhookHeaders.Id"/>.</param>
    /// <param name="timestamp">The value of <see cref="WebhookHeaders.Timestamp"/>.</param>
    /// <param name="signatures">The value of <see cref="WebhookHeaders.Signature"/>; one fitting <c>v1</c> is enough, other versions are ignored.</param>
    /// <param name="body">The body as it came, byte for byte.</param>
    public VerificationResult Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id))
        {
            return Missing(WebhookHeaders.Id);
        }

        if (string.IsNullOrEmpty(timestamp))
        {
            return Missing(WebhookHeaders.Timestamp);
        }

        if (string.IsNullOrEmpty(signatures))
        {
            return Missing(WebhookHeaders.Signature);
        }

        return VerifyTime(timestamp) ?? VerifySignatures(id, timestamp, signatures, body);
    }

    /// <summary>The value of <see cref="WebhookHeaders.Signature"/> for a delivery: one signature per secret, separated by a space.</summary>
    /// <param name="id">The value of <see cref="WebhookHeaders.Id"/>.</param>
    /// <param name="sentAt">The moment of sending; whole seconds count.</param>
    /// <param name="body">The body, byte for byte.</param>
    public string Sign(string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        var signatures = new string[secrets.Length];
        for (var i = 0; i < secrets.Length; i++)
        {
            signatures[i] = secrets[i].Sign(id, sentAt, body);
        }

        return string.Join(' ', signatures);
    }

    private static VerificationResult Missing(string header) =>
        VerificationResult.Refused(VerificationFault.MissingHeader, $"The header {header} is missing.");

    private VerificationResult? VerifyTime(string timestamp)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt))
        {
            return VerificationResult.Refused(VerificationFault.MalformedTimestamp, $"{WebhookHeaders.Timestamp} is not a number of seconds since 1970.");
        }

        var age = clock.GetUtcNow().ToUnixTimeSeconds() - sentAt;
        var allowed = (long)tolerance.TotalSeconds;
        if (age > allowed)
        {
            return VerificationResult.Refused(VerificationFault.TooOld, $"It was sent {age} s ago; {allowed} s are allowed. Is the clock right?");
        }

        return age < -allowed
            ? VerificationResult.Refused(VerificationFault.TooNew, $"It was sent {-age} s in the future; {allowed} s are allowed. Is the clock right?")
            : null;
    }

    private VerificationResult VerifySignatures(string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        var sent = Encoding.UTF8.GetBytes(signatures).AsSpan();
        var genuine = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.UTF8.GetBytes(secret.Sign(id, timestamp, body)).AsSpan();
            foreach (var part in sent.Split((byte)' '))
            {
                genuine |= CryptographicOperations.FixedTimeEquals(sent[part], expected);
            }
        }

        return genuine
            ? VerificationResult.Valid
            : VerificationResult.Refused(
                VerificationFault.NoMatchingSignature,
                "No signature fits. Compare the secret, and verify the body as it came, before anything parses it.");
    }
}
