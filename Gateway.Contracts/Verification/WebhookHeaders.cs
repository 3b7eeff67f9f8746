namespace Gateway.Contracts.Verification;

/// <summary>The headers of a delivery, as Standard Webhooks names them. Header names have no case.</summary>
public static class WebhookHeaders
{
    /// <summary>The event's id, the same on every attempt.</summary>
    public const string Id = "webhook-id";

    /// <summary>When this attempt was sent, in seconds since 1970-01-01 UTC.</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary>One or several signatures, separated by a space: <c>v1,</c> and 44 characters of base64.</summary>
    public const string Signature = "webhook-signature";

    /// <summary><c>true</c> if an operator or the subscriber had the delivery sent again; absent otherwise. Not signed.</summary>
    public const string Replay = "webhook-replay";
}
