using Gateway.Contracts.Verification;

namespace Gateway.Core.Webhooks;

/// <summary>The value of <c>webhook-signature</c>. Standard Webhooks, "Signature scheme".</summary>
public static class Signature
{
    /// <summary>One <c>v1</c> signature per secret, so that a receiver verifies with the old or the new one while they are exchanged.</summary>
    public static string Of(IReadOnlyList<WebhookSecret> secrets, string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        if (secrets is [var only])
        {
            return only.Sign(id, sentAt, body);
        }

        var signatures = new string[secrets.Count];
        for (var i = 0; i < signatures.Length; i++)
        {
            signatures[i] = secrets[i].Sign(id, sentAt, body);
        }

        return string.Join(' ', signatures);
    }
}
