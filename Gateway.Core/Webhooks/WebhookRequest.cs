using Gateway.Contracts.Verification;

namespace Gateway.Core.Webhooks;

/// <summary>One attempt: what is to be sent where.</summary>
/// <param name="Url">The subscriber's address.</param>
/// <param name="Secrets">The secrets that sign, newest first; at least one.</param>
/// <param name="Id">The event's id.</param>
/// <param name="SentAt">The attempt's moment.</param>
/// <param name="Body">The body, byte for byte the same on every attempt.</param>
/// <param name="Replay">Whether a settled delivery is repeated.</param>
public readonly record struct WebhookRequest(
    Uri Url, IReadOnlyList<WebhookSecret> Secrets, string Id, DateTimeOffset SentAt, byte[] Body, bool Replay);
