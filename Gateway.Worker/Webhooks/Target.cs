using Gateway.Contracts.Verification;

namespace Gateway.Worker.Webhooks;

/// <summary>Where a lane sends and what signs.</summary>
/// <param name="UpdatedAt">When the subscriber was last changed; a later time means that this is stale.</param>
internal sealed record Target(Uri Url, IReadOnlyList<WebhookSecret> Secrets, DateTimeOffset UpdatedAt);
